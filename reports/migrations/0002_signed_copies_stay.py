from django.db import migrations

FORWARD = """
CREATE FUNCTION refuse_change_of_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a signed copy stays as it is';
END
$$;
CREATE TRIGGER signed_copies_stay BEFORE UPDATE OR DELETE ON reports_signedcopy
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_signed();
CREATE TRIGGER signed_copies_are_not_emptied BEFORE TRUNCATE ON reports_signedcopy
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_signed();
CREATE TRIGGER sealed_sheets_stay BEFORE UPDATE OR DELETE ON reports_sealedsheet
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_signed();
CREATE TRIGGER sealed_sheets_are_not_emptied BEFORE TRUNCATE ON reports_sealedsheet
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_signed();
"""
BACKWARD = """
DROP TRIGGER sealed_sheets_are_not_emptied ON reports_sealedsheet;
DROP TRIGGER sealed_sheets_stay ON reports_sealedsheet;
DROP TRIGGER signed_copies_are_not_emptied ON reports_signedcopy;
DROP TRIGGER signed_copies_stay ON reports_signedcopy;
DROP FUNCTION refuse_change_of_signed;
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
