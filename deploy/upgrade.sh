#!/bin/sh
# Puts this version in place of the one that serves, from the folder of its code: sh deploy/upgrade.sh
# First a backup; then the database is kept as it was beside the migrated one. What fails is taken
# back by itself. deploy/go-back.sh takes it back later.
set -eu
cd "$(dirname "$0")/.."
. deploy/server/steps.sh
check_root
[ -e "$HOME_DIR/current" ] || fail "There is no server here yet: deploy/install-server.sh"

say "The new version and its Python packages: some minutes"
old=$(readlink "$HOME_DIR/current")
release=$(make_release)
if [ "$old" = "$release" ]; then
    echo "This version serves already."
    exit 0
fi

say "Backup"
redcross backup

say "Pages stop"
stop_services
go_back() {
    say "It did not go well: back to what was"
    sh "$old/deploy/go-back.sh" --to "$old" || echo "That failed too: docs/operations.md, going back." >&2
    exit 1
}
if has_database redcross_before; then as_postgres dropdb redcross_before; fi
close_database redcross
copied=yes
as_postgres createdb -T redcross -O redcross_owner redcross_before || copied=
open_database redcross
[ -n "$copied" ] || { start_services; fail "The database could not be kept beside: nothing was changed."; }
# From here on there is a way back.
trap go_back INT TERM
ln -sfn "$old" "$HOME_DIR/previous"

say "Tables"
migrate_with "$release" || go_back
switch_to "$release"
install_units

say "Pages start"
start_services
wait_until_ready || go_back
trap - INT TERM
say "Done: $release serves. What is left to do:"
redcross doctor || true
if ! cmp -s "$old/deploy/server/nginx.conf" "$release/deploy/server/nginx.conf"; then
    echo "deploy/server/nginx.conf is another one than before: carry what changed over to"
    echo "/etc/nginx/sites-available/redcross, then: nginx -t && systemctl reload nginx"
fi
# The last three stay.
cd "$HOME_DIR/releases"
# shellcheck disable=SC2012  # names are digits and letters
ls -1t | tail -n +4 | while read -r name; do
    case "$HOME_DIR/releases/$name" in "$release" | "$old") ;; *) rm -rf "./$name" ;; esac
done
