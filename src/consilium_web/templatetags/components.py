"""The parts that pages are made of, loaded in every template."""

from django import template

register = template.Library()
