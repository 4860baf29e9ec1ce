#!/bin/sh
# Restores a backup on this server: sh deploy/restore-server.sh FILE
# What is there is set aside, not deleted: the database as redcross_aside_…, the evidence beside its
# folder. A new machine is first made a server: sh deploy/install-server.sh NAMES --keys FILE
set -eu
file=$(realpath -- "${1:?Which backup? sh deploy/restore-server.sh FILE}")
cd "$(dirname "$0")/.."
. deploy/server/steps.sh
check_root

say "Reading all of the backup"
# The owner reads it, who may not enter every folder.
copy=$(mktemp /var/backups/redcross/restoring.XXXXXX)
trap 'rm -f "$copy"' EXIT
cat "$file" > "$copy"
chown redcross_owner "$copy"
redcross restore --check "$copy"

say "Pages stop"
stop_services
aside=aside_$(date +%Y%m%d_%H%M%S)
rename_database redcross "redcross_$aside"
mv "$EVIDENCE" "$EVIDENCE.$aside"
create_database redcross
install -d -m 2770 -o redcross -g redcross "$EVIDENCE"

say "Restoring, and comparing all of it"
if ! redcross restore "$copy"; then
    say "It did not go well: what was is put back"
    as_postgres dropdb --force redcross
    rename_database "redcross_$aside" redcross
    rm -rf "$EVIDENCE"
    mv "$EVIDENCE.$aside" "$EVIDENCE"
    start_services
    exit 1
fi
# A backup of an earlier version has its tables migrated.
migrate_with "$HOME_DIR/current"

say "Pages start"
start_services
wait_until_ready || fail "The pages do not answer: journalctl -u redcross-web"
say "Done. What was here before is set aside: database redcross_$aside, folder $EVIDENCE.$aside"
