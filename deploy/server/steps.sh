# What install-server.sh, upgrade.sh, go-back.sh and restore-server.sh do alike; read by them with
# `.`, from the folder of the code.

HOME_DIR=/srv/redcross
# shellcheck disable=SC2034  # by who reads this
EVIDENCE=/var/lib/redcross/attachments
UNITS="redcross-web.service redcross-worker.service"
TIMERS="redcross-backup.timer redcross-daily.timer"

say() { printf '\n== %s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }
# In a container or chroot units are installed and not started.
has_systemd() { [ -d /run/systemd/system ]; }
as_postgres() { (cd / && runuser -u postgres -- "$@"); }
has_database() { [ -n "$(as_postgres psql -XAtc "SELECT 1 FROM pg_database WHERE datname = '$1'")" ]; }

check_root() {
    [ "$(id -u)" -eq 0 ] || fail "Run it as root: sudo sh $0"
    umask 022
}

# The code without what the trial installation makes beside it.
list_code() {
    find . -path ./.git -prune -o -path ./.venv -prune -o -path './var*' -prune \
        -o -path ./staticfiles -prune -o -name __pycache__ -prune -o -name '.*_cache' -prune \
        -o -name '*.mo' -o -name .complete -o -type f -print | LC_ALL=C sort
}

# Makes a folder of this code with its own packages, and prints its name; what is there is kept.
make_release() {
    number=$(list_code | xargs -d '\n' sha256sum | sha256sum | cut -c1-12)
    release=$HOME_DIR/releases/$number
    if [ ! -e "$release/.complete" ]; then
        rm -rf "$release"
        mkdir -p "$release"
        list_code | tar -cf - --no-recursion -T - | tar -xf - --no-same-owner -C "$release"
        # An editor's or a copy's rights are none of ours: all may read it, nobody but root change it.
        chmod -R u=rwX,go=rX "$release"
        (
            cd "$release" || exit 1
            if cmp -s requirements.txt "$HOME_DIR/current/requirements.txt"; then
                # The same packages: no second copy of them. Nothing changes them where they lie.
                cp -al "$HOME_DIR/current/.venv" .venv
            else
                python3 -m venv .venv
                # The lock names every package; from where, pip's own configuration says.
                .venv/bin/python -m pip install --quiet --no-deps --require-hashes -r requirements.txt
            fi
            prepare manage.py collectstatic --no-input -v0
            prepare manage.py compilemessages -v0 --ignore .venv
            prepare -m compileall -q redcross donations relief training campaigns reports || true
            touch .complete
        ) >&2
    fi
    echo "$release"
}

# Runs what needs settings and no database, before there may be keys or folders.
prepare() {
    env DJANGO_SETTINGS_MODULE=redcross.settings LOG_FILE=/dev/null LC_ALL=C.UTF-8 \
        SECRET_KEY=only-to-prepare-files-never-to-serve-with-it DIGEST_KEY=only-to-prepare-files-never-to-serve \
        FIELD_KEYS=1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= DATABASE_URL=postgres:///redcross \
        .venv/bin/python "$@"
}

switch_to() {
    ln -sfn "$1" "$HOME_DIR/current.new"
    mv -T "$HOME_DIR/current.new" "$HOME_DIR/current"
}

# Makes the tables those of a release, and gives the role of the pages its rights in them.
migrate_with() {
    for command in check_schema migrate createcachetable grant_page_role; do
        REDCROSS_RELEASE=$1 redcross "$command" -v0 || return 1
    done
}

install_units() {
    for file in deploy/server/redcross-*.service deploy/server/redcross-*.timer; do
        install -m 644 "$file" /etc/systemd/system/
    done
    install -m 644 deploy/server/logrotate.conf /etc/logrotate.d/redcross
    install -m 755 deploy/server/redcross /usr/local/sbin/redcross
    if has_systemd; then systemctl daemon-reload; fi
}

start_services() {
    if has_systemd; then
        # shellcheck disable=SC2086  # one word per unit
        systemctl enable --quiet $UNITS $TIMERS
        # shellcheck disable=SC2086
        systemctl restart $UNITS
        # shellcheck disable=SC2086
        systemctl start $TIMERS
    else
        echo "systemd is not running here: start by hand what ExecStart of the units says."
    fi
}

stop_services() {
    # shellcheck disable=SC2086
    if has_systemd; then systemctl stop $TIMERS $UNITS redcross-backup.service redcross-daily.service; fi
}

# Waits until the pages say that they can serve: a minute at most. Without systemd nobody started them.
wait_until_ready() {
    has_systemd || return 0
    for _second in $(seq 60); do
        if python3 -c 'import urllib.request as u; u.urlopen("http://127.0.0.1:8000/health/ready", timeout=5)' 2>/dev/null; then
            return 0
        fi
        sleep 1
    done
    return 1
}

# Sessions of a database stand in the way of renaming and copying it, and services come again.
close_database() {
    as_postgres psql -Xqc "ALTER DATABASE \"$1\" ALLOW_CONNECTIONS false"
    as_postgres psql -XAtqc "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '$1'" >/dev/null
}

open_database() { as_postgres psql -Xqc "ALTER DATABASE \"$1\" ALLOW_CONNECTIONS true"; }

rename_database() {
    close_database "$1"
    as_postgres psql -Xqc "ALTER DATABASE \"$1\" RENAME TO \"$2\""
    open_database "$2"
}

# An empty database of the owner, sorted alike on every machine.
create_database() {
    as_postgres createdb -T template0 -E UTF8 --locale=C.UTF-8 -O redcross_owner "$1"
}
