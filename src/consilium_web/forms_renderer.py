"""How every form on the site is drawn: the templates in templates/components and templates/django."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Forms and fields in the look of the site."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
