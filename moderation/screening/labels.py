"""The six labels of Detoxify's `original` models, in their order."""

LABELS = ("toxicity", "severe_toxicity", "obscene", "threat", "insult", "identity_attack")
