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
"""
BACKWARD = """
DROP TRIGGER seals_are_not_emptied ON redcross_logseal;
DROP TRIGGER seals_stay ON redcross_logseal;
DROP TRIGGER log_is_not_emptied ON redcross_logentry;
DROP TRIGGER log_rows_stay ON redcross_logentry;
DROP FUNCTION refuse_change;
"""


class Migration(migrations.Migration):
    dependencies = [("redcross", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
