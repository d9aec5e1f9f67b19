from django.urls import path

from consultations.views import pages, results, statements, survey

app_name = "consultations"
urlpatterns = [
    path("", pages.consultations, name="consultations"),
    path("<slug:slug>/", pages.consultation, name="consultation"),
    path("<slug:slug>/open/", pages.open_consultation, name="open"),
    path("<slug:slug>/close/", pages.close, name="close"),
    path("<slug:slug>/survey/", survey.survey, name="survey"),
    path("<slug:slug>/survey/thanks/", survey.thanks, name="thanks"),
    path("<slug:slug>/statements/", statements.statements, name="statements"),
    path("<slug:slug>/statements/new/", statements.suggest, name="suggest"),
    path("<slug:slug>/results/", results.results, name="results"),
    path("<slug:slug>/results/table.csv", results.table, name="table"),
    path("<slug:slug>/results/<int:pk>/", results.answers, name="answers"),
]
