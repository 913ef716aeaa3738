"""The names of what the model scores, in the order of its outputs."""

LABELS = ("toxicity", "severe_toxicity", "obscene", "threat", "insult", "identity_attack")

# The sister heads: one grade of crisis out of five, and three yes-or-no questions. The last is
# abuse as this community means it: against somebody, however politely; swearing alone is none.
CRISIS = ("none", "distress", "worry", "risk", "intent")
ABUSE = "abuse"
SISTERS = (*(f"crisis.{grade}" for grade in CRISIS), "contact", "medical", ABUSE)
