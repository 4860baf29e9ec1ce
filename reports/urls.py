from django.urls import include, path

from redcross.routes import entry_urls

from .views import (
    archive,
    chapters,
    comparison,
    components,
    disposals,
    evaluations,
    figure_choice,
    figures,
    files,
    home,
    honours,
    kept_texts,
    outlines,
    signing,
    societies_below,
    statements,
    steps,
    verification,
    whole_text,
)

app_name = "reports"
evaluation_entries = entry_urls(
    evaluations.EvaluationPages,
    evaluations.EvaluationList,
    evaluations.EvaluationSetUp,
    evaluations.EvaluationChange,
    evaluations.EvaluationDetail,
    components.EvaluationBudget,
    components.EvaluationBasicData,
    components.EvaluationGoals,
    components.EvaluationLibrary,
    components.EvaluationMonitoring,
)
annex_entries = entry_urls(
    components.AnnexPages,
    components.AnnexAdd,
    components.AnnexChange,
    components.AnnexDetail,
)
project_entries = entry_urls(
    components.ProjectEvaluationPages,
    components.ProjectEvaluationAdd,
    components.ProjectEvaluationChange,
    components.ProjectEvaluationDetail,
)
outline_entries = entry_urls(
    outlines.OutlinePages, outlines.OutlineList, outlines.OutlineAdd, outlines.OutlineChange
)
chapter_entries = entry_urls(chapters.ChapterPages, chapters.ChapterAdd, chapters.ChapterChange)
kept_text_entries = entry_urls(
    kept_texts.KeptTextPages, kept_texts.KeptTextAdd, kept_texts.KeptTextChange
)
urlpatterns = [
    path("", home.home, name="home"),
    path("figures/", figures.figures, name="figures"),
    path("figures/compare/", comparison.compare, name="comparison"),
    path("figures/<int:year>/", figures.figures, name="figures_of_year"),
    path("statement/", statements.statement, name="statement"),
    path("statement/<int:year>/", statements.statement, name="statement_of_year"),
    path("societies/", societies_below.societies_below, name="societies_below"),
    path("archive/", archive.archive, name="archive"),
    path("archive/<int:year>/", archive.archive, name="archive_of_year"),
    path("archive/<int:year>/pack/", archive.pack, name="archive_pack"),
    path("archive/rules/", archive.archive_rules, name="archive_rules"),
    path("archive/disposals/", disposals.disposals, name="disposals"),
    path("archive/disposals/<int:pk>/", disposals.disposal, name="disposal"),
    path("archive/disposals/<int:pk>/approve/", disposals.approve, name="disposal_approve"),
    path("archive/disposals/<int:pk>/carry-out/", disposals.carry_out, name="disposal_carry_out"),
    path("archive/disposals/<int:pk>/discard/", disposals.discard, name="disposal_discard"),
    path("archive/disposals/<int:pk>/cancel/", disposals.cancel, name="disposal_cancel"),
    *(
        path(
            f"archive/disposals/<int:pk>/list.{suffix}",
            disposals.disposal_file,
            {"suffix": suffix},
            name=f"disposal_{suffix}",
        )
        for suffix in disposals.FORMATS
    ),
    path("archive/packages/<int:pk>/", archive.archive_package, name="archive_package"),
    path(
        "archive/packages/<int:pk>/file/",
        archive.archive_package_download,
        name="archive_package_download",
    ),
    path(
        "archive/packages/<int:pk>/cancel/",
        archive.archive_package_cancel,
        name="archive_package_cancel",
    ),
    path("honours/", include(entry_urls(honours.HonourPages))),
    path("kept-texts/", include(kept_text_entries)),
    path("drafts/", include(evaluation_entries)),
    path("drafts/<int:pk>/text/", whole_text.whole_text, name="evaluation_text"),
    path("drafts/<int:pk>/preview/", chapters.preview, name="evaluation_preview"),
    path(
        "drafts/<int:pk>/suggestions/",
        chapters.suggest_figures,
        name="evaluation_suggestions",
    ),
    *(
        path(
            f"drafts/<int:pk>/{step.replace('_', '-')}/",
            steps.workflow_step,
            {"name": step},
            name=f"evaluation_{step}",
        )
        for step in steps.STEPS
    ),
    path("drafts/<int:pk>/approve/", signing.SigningView.as_view(), name="evaluation_approve"),
    path("drafts/<int:pk>/sheets/", signing.bind_sheet, name="evaluation_bind_sheet"),
    path(
        "drafts/<int:pk>/sheet/",
        signing.sealed_sheet_file,
        name="evaluation_sealed_sheet",
    ),
    *(
        path(
            f"drafts/<int:pk>/signed.{suffix}",
            files.signed_copy_file,
            {"suffix": suffix},
            name=f"evaluation_signed_{suffix}",
        )
        for suffix in ("pdf", "docx")
    ),
    *(
        path(
            f"drafts/<int:pk>/draft.{suffix}",
            files.draft_file,
            {"suffix": suffix},
            name=f"evaluation_draft_{suffix}",
        )
        for suffix in files.FORMATS
    ),
    *(
        path(
            f"drafts/<int:pk>/{name}.{suffix}",
            files.working_papers_file,
            {"suffix": suffix},
            name=f"evaluation_{name}",
        )
        for name, suffix in (("papers", "xlsx"), ("evidence", "zip"))
    ),
    path("outlines/", include(outline_entries)),
    path("chapters/", include(chapter_entries)),
    path("chapters/<int:pk>/confirm/", chapters.confirm, name="chapter_confirm"),
    path("annexes/", include(annex_entries)),
    path("projects/", include(project_entries)),
    path("drafts/<int:pk>/annexes/move/", components.move, name="evaluation_move_annex"),
    path("remarks/", include(entry_urls(chapters.RemarkPages))),
    path("waivers/", include(entry_urls(chapters.WaiverPages))),
    path("outlines/text-in-words/", outlines.text_in_words, name="text_in_words"),
    path("figure-search/", figure_choice.figure_search, name="figure_search"),
    path("figure-chosen/", figure_choice.chosen_figure, name="figure_chosen"),
    path("verify/", verification.VerificationView.as_view(), name="verify"),
    path("evaluations/", evaluations.latest_evaluation, name="evaluation_latest"),
    path("evaluations/<int:year>/", evaluations.generated_evaluation, name="evaluation"),
    *(
        path(
            f"evaluations/<int:year>/{suffix}/",
            files.evaluation_file,
            {"suffix": suffix},
            name=f"evaluation_{suffix}",
        )
        for suffix in files.FORMATS
    ),
]
