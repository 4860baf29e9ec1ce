#!/bin/sh
# Makes a bare Debian 12 or 13 the server of a society, as docs/installing.md tells:
#
#   sh deploy/install-server.sh NAMES [CERTIFICATE KEY] [--keys FILE]
#
# NAMES: under which the site is opened, with commas between. Without a certificate one is made that
# browsers warn of once. --keys: those of a server that is restored here, its /etc/redcross/keys.env.
# What is there already is kept: it can be run again.
set -eu
cd "$(dirname "$0")/.."
. deploy/server/steps.sh
check_root

kept_keys=
names=
certificate=
key=
while [ "$#" -gt 0 ]; do
    case "$1" in
        --keys) kept_keys=${2:?--keys needs a file}; shift ;;
        *) if [ -z "$names" ]; then names=$1; elif [ -z "$certificate" ]; then certificate=$1; else key=$1; fi ;;
    esac
    shift
done
[ -n "$names" ] || fail "Which name has the site? For instance: sh deploy/install-server.sh hong.example.org"
case "$names" in *[!A-Za-z0-9.,:-]*) fail "A name of the site has letters, digits, dots and hyphens: $names" ;; esac
[ -z "$certificate" ] || [ -f "$key" ] || fail "With a certificate its key is needed: a second file."
grep -qE '^(12|13)' /etc/debian_version || fail "This is for Debian 12 and 13."

say "Packages of Debian"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
xargs apt-get install -y -qq --no-install-recommends < deploy/packages-server.txt >/dev/null
fc-cache -s

say "Users and folders"
getent group redcross >/dev/null || groupadd --system redcross
# The first serves pages; the second owns the tables, makes backups, and reads what the first keeps.
for user in redcross redcross_owner; do
    id "$user" >/dev/null 2>&1 || useradd --system --gid redcross --home-dir /nonexistent --shell /usr/sbin/nologin "$user"
done
install -d -m 755 "$HOME_DIR" "$HOME_DIR/releases" /etc/redcross
install -d -m 2770 -o redcross -g redcross /var/lib/redcross "$EVIDENCE" /var/log/redcross /var/cache/redcross
install -d -m 2750 -o redcross_owner -g redcross /var/backups/redcross
install -d -m 700 /etc/redcross/tls

say "Database"
cluster=$(pg_lsclusters -h | head -n 1)
[ -n "$cluster" ] || fail "Debian's PostgreSQL has no cluster: pg_createcluster, then try again."
if [ "$(echo "$cluster" | awk '{print $4}')" != online ]; then
    # shellcheck disable=SC2046  # version and name
    pg_ctlcluster $(echo "$cluster" | awk '{print $1, $2}') start
fi
# Each signs in as the system user of its name (peer), and by nothing else: neither has a password.
for role in redcross_owner redcross; do
    [ -n "$(as_postgres psql -XAtc "SELECT 1 FROM pg_roles WHERE rolname = '$role'")" ] || as_postgres createuser "$role"
done
for role in redcross_owner redcross; do
    # PostgreSQL's own log: neither the statement that failed, nor the row that it was about.
    as_postgres psql -Xqc "ALTER ROLE $role SET log_min_error_statement = 'panic'" \
        -c "ALTER ROLE $role SET log_error_verbosity = 'terse'"
done
has_database redcross || create_database redcross

say "Settings and keys"
(
    umask 077
    if [ ! -e /etc/redcross/settings.env ]; then
        cat > /etc/redcross/settings.env <<END
ALLOWED_HOSTS=$names
DATABASE_URL=postgres:///redcross?host=/run/postgresql
MEDIA_ROOT=$EVIDENCE
BACKUP_DIR=/var/backups/redcross
BACKUP_KEEP=7,5,12
LOG_FILE=/var/log/redcross/redcross.log
SEALS_FILE=/var/log/redcross/log-seals
TRUSTED_PROXIES=127.0.0.1
# Who is written to when something fails, and through which server:
#ADMINS=it@example.org
#EMAIL_URL='smtp://user:password@mail.example.org:25'
END
    fi
    if [ ! -e /etc/redcross/keys.env ]; then
        if [ -n "$kept_keys" ]; then
            grep -E '^(SECRET_KEY|FIELD_KEYS|DIGEST_KEY)=' "$kept_keys" > /etc/redcross/keys.env
            grep -E '^BACKUP_KEY=' "$kept_keys" > /etc/redcross/backup.env || true
        else
            random() { openssl rand -base64 "$1" | tr '+/' '-_' | tr -d '\n'; }
            cat > /etc/redcross/keys.env <<END
SECRET_KEY=$(random 48)
FIELD_KEYS=1:$(random 32)
DIGEST_KEY=$(random 36)
END
            echo "BACKUP_KEY=$(random 36)" > /etc/redcross/backup.env
            touch /etc/redcross/new-keys
        fi
    fi
    touch /etc/redcross/backup.env
    if [ -n "$certificate" ]; then
        cat "$certificate" > /etc/redcross/tls/certificate.pem
        cat "$key" > /etc/redcross/tls/key.pem
    elif [ ! -e /etc/redcross/tls/certificate.pem ]; then
        alternative=$(echo "$names" | tr ',' '\n' | sed -E 's/^[0-9.]+$/IP:&/; t; s/^/DNS:/' | paste -sd,)
        openssl req -x509 -newkey rsa:3072 -nodes -days 3650 -subj "/CN=${names%%,*}" -addext "subjectAltName=$alternative" \
            -keyout /etc/redcross/tls/key.pem -out /etc/redcross/tls/certificate.pem 2>/dev/null
    fi
)

say "The program and its Python packages: some minutes"
release=$(make_release)
serving=$(readlink "$HOME_DIR/current" || true)
[ -z "$serving" ] || [ "$serving" = "$release" ] || fail "Another version serves here already: sh deploy/upgrade.sh"
install_units
migrate_with "$release" || fail "The tables could not be made; see above."
switch_to "$release"

say "Web server"
sed "s/SITE_NAMES/$(echo "$names" | tr ',' ' ')/" deploy/server/nginx.conf > /etc/nginx/sites-available/redcross
[ -e /proc/net/if_inet6 ] || sed -i '/listen \[::\]/d' /etc/nginx/sites-available/redcross
ln -sf ../sites-available/redcross /etc/nginx/sites-enabled/redcross
# Debian's own first page would answer in place of ours.
rm -f /etc/nginx/sites-enabled/default
nginx -q -t
if has_systemd; then systemctl enable --quiet nginx && systemctl reload-or-restart nginx; fi

say "Services"
# shellcheck disable=SC2086  # one word per unit
if command -v systemd-analyze >/dev/null; then (cd /etc/systemd/system && systemd-analyze verify $UNITS $TIMERS); fi
start_services
wait_until_ready || fail "The pages do not answer: journalctl -u redcross-web"

if [ -e /etc/redcross/new-keys ]; then
    say "The keys, shown once. Keep a copy away from this machine: without them no backup can be read."
    cat /etc/redcross/keys.env /etc/redcross/backup.env
    rm /etc/redcross/new-keys
fi
say "Done. Open https://${names%%,*}/"
redcross set_up_code 2>/dev/null | sed 's/^/Set-up code of the first administrator: /' || true
echo "What is left to do: redcross doctor"
