from django import template

from community.members.signing_in.devices import in_words

register = template.Library()
register.filter("device_words", in_words)
