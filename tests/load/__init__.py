"""What fill and users of the load test both know."""

SOCIETIES = 140
PASSWORD = "Boai-2026-load"


def user_names(society: int) -> dict[str, str]:
    """Return the names of a society's users by role; 0 is the province."""
    return {role: f"{role}{society}" for role in ("staff", "administrator", "leader")}
