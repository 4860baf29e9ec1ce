#!/bin/sh
# Takes the last upgrade back: the version before it, with the database as it was then. What was
# entered since is no longer seen; its database stays beside as redcross_after_….
#
#   sh deploy/go-back.sh [--to RELEASE]
set -eu
cd "$(dirname "$0")/.."
. deploy/server/steps.sh
check_root
release=$(readlink "$HOME_DIR/previous" || true)
[ "${1:-}" != --to ] || release=$2
[ -d "$release" ] || fail "There is no version before this one."
has_database redcross_before || fail "There is no database of before the upgrade."

say "Pages stop"
stop_services
after=redcross_after_$(date +%Y%m%d_%H%M%S)
rename_database redcross "$after"
rename_database redcross_before redcross
switch_to "$release"
cd "$release"
install_units
redcross grant_page_role

say "Pages start"
start_services
wait_until_ready || fail "The pages do not answer: journalctl -u redcross-web"
say "Done: $release serves as before the upgrade. What was entered since is in the database $after."
