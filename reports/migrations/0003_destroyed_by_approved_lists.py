from django.db import migrations

FORWARD = """
CREATE FUNCTION refuse_unapproved_destruction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM reports_disposalitem item
        JOIN reports_disposallist list ON list.id = item.list_id
        WHERE list.approved_at IS NOT NULL AND item.model = TG_ARGV[0] AND item.object_id = NEW.id
    ) THEN
        RAISE EXCEPTION 'nothing is destroyed without an approved disposal list';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER person_goes_by_a_list BEFORE UPDATE ON redcross_person FOR EACH ROW
    WHEN (NEW.name LIKE '已销毁档案人员%' AND OLD.name NOT LIKE '已销毁档案人员%')
    EXECUTE FUNCTION refuse_unapproved_destruction('redcross.person');
CREATE TRIGGER member_goes_by_a_list BEFORE UPDATE ON redcross_member FOR EACH ROW
    WHEN (NEW.name LIKE '已销毁档案人员%' AND OLD.name NOT LIKE '已销毁档案人员%')
    EXECUTE FUNCTION refuse_unapproved_destruction('redcross.member');
CREATE TRIGGER donor_goes_by_a_list BEFORE UPDATE ON donations_donor FOR EACH ROW
    WHEN (NEW.name LIKE '已销毁档案人员%' AND OLD.name NOT LIKE '已销毁档案人员%')
    EXECUTE FUNCTION refuse_unapproved_destruction('donations.donor');

CREATE FUNCTION keep_approved_disposal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a disposal list stays as it was approved and carried out';
END
$$;
CREATE TRIGGER approved_disposals_stay BEFORE DELETE ON reports_disposallist FOR EACH ROW
    WHEN (OLD.approved_at IS NOT NULL) EXECUTE FUNCTION keep_approved_disposal();
CREATE TRIGGER approvals_stay BEFORE UPDATE ON reports_disposallist FOR EACH ROW
    WHEN (OLD.approved_at IS NOT NULL AND (
        (OLD.society_id, OLD.kind, OLD.retention, OLD.made_by_id, OLD.approved_by_id,
         OLD.approved_at, OLD.paper, OLD.approved_on, OLD.opinion)
        IS DISTINCT FROM
        (NEW.society_id, NEW.kind, NEW.retention, NEW.made_by_id, NEW.approved_by_id,
         NEW.approved_at, NEW.paper, NEW.approved_on, NEW.opinion)
        OR OLD.carried_out_at IS NOT NULL AND (OLD.carried_out_at, OLD.carried_out_by_id)
        IS DISTINCT FROM (NEW.carried_out_at, NEW.carried_out_by_id)
    )) EXECUTE FUNCTION keep_approved_disposal();

CREATE FUNCTION keep_approved_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM reports_disposallist WHERE id = OLD.list_id AND approved_at IS NOT NULL)
        AND (TG_OP = 'DELETE' OR (OLD.list_id, OLD.model, OLD.object_id) IS DISTINCT FROM
             (NEW.list_id, NEW.model, NEW.object_id)) THEN
        RAISE EXCEPTION 'a disposal list stays as it was approved and carried out';
    END IF;
    RETURN COALESCE(NEW, OLD);
END
$$;
CREATE TRIGGER approved_items_stay BEFORE UPDATE OR DELETE ON reports_disposalitem FOR EACH ROW
    EXECUTE FUNCTION keep_approved_item();
"""
BACKWARD = """
DROP TRIGGER approved_items_stay ON reports_disposalitem;
DROP TRIGGER approvals_stay ON reports_disposallist;
DROP TRIGGER approved_disposals_stay ON reports_disposallist;
DROP TRIGGER donor_goes_by_a_list ON donations_donor;
DROP TRIGGER member_goes_by_a_list ON redcross_member;
DROP TRIGGER person_goes_by_a_list ON redcross_person;
DROP FUNCTION keep_approved_item;
DROP FUNCTION keep_approved_disposal;
DROP FUNCTION refuse_unapproved_destruction;
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_signed_copies_stay"), ("donations", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
