#!/bin/sh
# Sets the trial installation in var/ aside, when asked to, for a new one. Nothing is deleted.
set -eu
cd "$(dirname "$0")/.."

aside="var-$(date +%Y%m%d-%H%M%S)"
echo "The records in var/ can be kept aside as $aside/ and new demonstration records loaded."
if [ ! -t 0 ]; then
    echo "To do so: mv var $aside" >&2
    exit 1
fi
printf 'Start anew? [y/N] '
read -r answer
case "$answer" in
    y | Y) mv var "$aside" ;;
    *) exit 1 ;;
esac
