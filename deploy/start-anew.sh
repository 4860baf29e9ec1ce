#!/bin/sh
# Sets the trial installation in var/ aside, when asked to, for a new one. Nothing is deleted.
# $1: what `manage.py check_schema` ended with, which has said by then what is wrong.
set -eu
cd "$(dirname "$0")/.."

# 3: another version made the database. Another fault stays the same in a new one, and the database
# of DATABASE_URL is not in var/, but the keys of its records are.
if [ "$1" -ne 3 ] || [ -n "${DATABASE_URL+set}" ]; then
    exit "$1"
fi
server=$(head -n 1 var/postgres/postmaster.pid 2>/dev/null || true)
if [ -n "$server" ] && [ -d "/proc/$server" ]; then
    echo "The database in var/ is in use: end what runs on it, then try again." >&2
    exit 1
fi

aside="var-$(date +%Y%m%d-%H%M%S)"
echo "The records in var/ can be kept aside as $aside/ and new demonstration records loaded."
if [ ! -t 0 ]; then
    echo "To do so: mv var $aside" >&2
    exit 1
fi
printf 'Start anew? [y/N] '
read -r answer
case "$answer" in
    y | Y | yes | Yes) mv var "$aside" ;;
    *) exit 1 ;;
esac
