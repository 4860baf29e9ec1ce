from django.contrib import admin

from redcross.admin import ReadOnlyEntryAdmin

from .models import CashGift, Donor, Fund, GoodsGift, LifeGift


@admin.register(CashGift)
class CashGiftAdmin(ReadOnlyEntryAdmin):
    list_display = ("date", "donor", "amount", "fund", "source", "channel", "receipt_number")
    list_filter = ("source", "channel")
    list_select_related = ("donor", "fund")
    search_fields = ("donor__name", "donor__initials", "receipt_number")


@admin.register(Donor)
class DonorAdmin(ReadOnlyEntryAdmin):
    list_display = ("name", "kind", "credit_code", "phone")
    search_fields = ("name", "initials")


@admin.register(Fund)
class FundAdmin(ReadOnlyEntryAdmin):
    list_display = ("name", "kind", "purpose", "opens_on", "closes_on")
    search_fields = ("name", "initials")


@admin.register(GoodsGift)
class GoodsGiftAdmin(ReadOnlyEntryAdmin):
    list_display = ("date", "donor", "description", "times", "fund", "source", "receipt_number")
    list_select_related = ("donor", "fund")


@admin.register(LifeGift)
class LifeGiftAdmin(ReadOnlyEntryAdmin):
    list_display = ("date", "kind", "number", "millilitres", "slip")
