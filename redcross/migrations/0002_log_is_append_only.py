from django.db import migrations

FORWARD = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log is append-only';
END
$$;
CREATE TRIGGER log_rows_stay BEFORE UPDATE OR DELETE ON redcross_logentry
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER log_is_not_emptied BEFORE TRUNCATE ON redcross_logentry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER seals_stay BEFORE UPDATE OR DELETE ON redcross_logseal
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER seals_are_not_emptied BEFORE TRUNCATE ON redcross_logseal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- When something was done says the database, not who writes it down.
CREATE FUNCTION date_log_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.at := clock_timestamp();
    RETURN NEW;
END
$$;
CREATE TRIGGER log_rows_are_dated BEFORE INSERT ON redcross_logentry
    FOR EACH ROW EXECUTE FUNCTION date_log_entry();

-- Sealing keeps out who writes, which takes a right on the table that who serves pages has not.
CREATE FUNCTION lock_log(waiting boolean) RETURNS void LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF waiting THEN
        LOCK TABLE redcross_logentry IN SHARE ROW EXCLUSIVE MODE;
    ELSE
        LOCK TABLE redcross_logentry IN SHARE ROW EXCLUSIVE MODE NOWAIT;
    END IF;
END
$$;

-- One role: nobody both keeps accounts and signs.
CREATE UNIQUE INDEX user_has_one_role ON redcross_user_groups (user_id);
"""
BACKWARD = """
DROP INDEX user_has_one_role;
DROP FUNCTION lock_log;
DROP TRIGGER log_rows_are_dated ON redcross_logentry;
DROP FUNCTION date_log_entry;
DROP TRIGGER seals_are_not_emptied ON redcross_logseal;
DROP TRIGGER seals_stay ON redcross_logseal;
DROP TRIGGER log_is_not_emptied ON redcross_logentry;
DROP TRIGGER log_rows_stay ON redcross_logentry;
DROP FUNCTION refuse_change;
"""


class Migration(migrations.Migration):
    dependencies = [("redcross", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
