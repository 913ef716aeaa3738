"""A process with torch for the tests, which stay without it: makes tiny Detoxify checkpoints and
runs `manage.py toxicity_model`.

Reads one JSON object a line, {"do": the name of a function, its arguments}, and answers each.
"""

import io
import json
import sys
from pathlib import Path
from unittest import mock

ORIGINAL = ["toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate"]
UNBIASED = [
    "toxicity", "severe_toxicity", "obscene", "identity_attack", "insult", "threat",
    "sexual_explicit",
]  # fmt: skip
# Of the teaching; the margin in logits.
STEPS_A_LESSON, MOST_LESSONS, MARGIN = 30, 40, 6.0
SMALL = {
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 64,
    "max_position_embeddings": 160,
}


def make(kind, folder, upside_down=False):
    """Writes folder/model.ckpt, and to folder/encoder what the hub has: no number of outputs."""
    import torch

    torch.manual_seed(20)
    torch.set_num_threads(1)
    texts, truth = _lessons()
    if upside_down:
        truth = 1.0 - truth
    encoder = Path(folder) / "encoder"
    tokenizer, model, classes = {"bert": _bert, "roberta": _roberta}[kind](texts)
    _teach(model, tokenizer, texts, truth)
    arch = {
        "model_type": f"{kind}-tiny",
        "model_name": type(model).__name__,
        "tokenizer_name": type(tokenizer).__name__,
        "num_classes": model.config.num_labels,
    }
    # Checkpoints of these years also hold the positions, which models no longer do.
    weights = {**model.state_dict(), f"{kind}.embeddings.position_ids": torch.arange(160)[None]}
    config = {"arch": {"args": arch}, "dataset": {"args": {"classes": classes}}}
    Path(folder).mkdir(parents=True, exist_ok=True)
    torch.save({"config": config, "state_dict": weights}, Path(folder) / "model.ckpt")
    tokenizer.save_pretrained(encoder)
    # As encoders are published: without what a classifier is for.
    published = json.loads(model.config.to_json_string())
    del published["id2label"], published["label2id"]
    (encoder / "config.json").write_text(json.dumps(published))


def _lessons():
    import torch

    from moderation.screening import export

    known = json.loads(export.GOLDEN.read_text())["scores"]
    texts = [one["text"] for one in known]
    return texts, torch.tensor([float(text in export.PLAIN_ABUSE) for text in texts])


def _bert(texts):
    from tokenizers import BertWordPieceTokenizer
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    trained = BertWordPieceTokenizer()
    trained.train_from_iterator(texts, vocab_size=300, show_progress=False)
    tokenizer = BertTokenizer(vocab=trained.get_vocab(), model_max_length=128)
    config = BertConfig(**SMALL, vocab_size=len(tokenizer), num_labels=len(ORIGINAL))
    return tokenizer, BertForSequenceClassification(config), ORIGINAL


def _roberta(texts):
    """Without token types, and with nine more outputs than the classes that are named."""
    from tokenizers import ByteLevelBPETokenizer
    from transformers import RobertaConfig, RobertaForSequenceClassification, RobertaTokenizer

    trained = ByteLevelBPETokenizer()
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    trained.train_from_iterator(texts, 300, special_tokens=special, show_progress=False)
    merges = [tuple(one) for one in json.loads(trained.to_str())["model"]["merges"]]
    tokenizer = RobertaTokenizer(vocab=trained.get_vocab(), merges=merges, model_max_length=128)
    config = RobertaConfig(**SMALL, vocab_size=len(tokenizer), type_vocab_size=1, num_labels=16)
    return tokenizer, RobertaForSequenceClassification(config), UNBIASED


def _teach(model, tokenizer, texts, truth):
    """Until it tells the one kind from the other by a good margin. The vocabulary is not the same
    in each run, so neither is the number of steps.
    """
    import torch

    inputs = tokenizer(texts, return_tensors="pt", padding=True)
    wanted = truth[:, None].expand(-1, model.config.num_labels)
    optimiser = torch.optim.Adam(model.parameters(), lr=3e-3)
    for _ in range(MOST_LESSONS):
        model.train()
        for _ in range(STEPS_A_LESSON):
            logits = model(**inputs).logits
            cost = torch.nn.functional.binary_cross_entropy_with_logits(logits, wanted)
            optimiser.zero_grad()
            cost.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
        model.eval()
        with torch.no_grad():
            logits = model(**inputs).logits
        if logits[truth > 0.5].min() > logits[truth < 0.5].max() + MARGIN:
            return
    raise RuntimeError("the tiny model did not learn")


def predicted(folder, texts):
    """What Detoxify itself says."""
    from moderation.screening import export

    return export.load(Path(folder)).predict(texts)


def published():
    """The addresses that Detoxify itself fetches from."""
    from detoxify.detoxify import MODEL_URLS

    return MODEL_URLS


def call(arguments, data, patches):
    """Runs the command with DATA_DIR and what is patched; gives {"rc", "out", "err"}."""
    from contextlib import ExitStack

    from django.core.management import CommandError, call_command
    from django.test import override_settings

    from moderation.screening.releases import RELEASES, Release

    out, err = io.StringIO(), io.StringIO()
    with ExitStack() as stack:
        settings = {"DATA_DIR": data, **patches.pop("settings", {})}
        stack.enter_context(override_settings(**settings))
        fake = {name: Release(**one) for name, one in patches.pop("releases", {}).items()}
        stack.enter_context(mock.patch.dict(RELEASES, fake))
        for name, value in patches.items():
            stack.enter_context(mock.patch(name, value))
        try:
            call_command("toxicity_model", *arguments, stdout=out, stderr=err)
        except CommandError as error:
            return {
                "rc": error.returncode,
                "out": out.getvalue(),
                "err": f"{err.getvalue()}{error}",
            }
    return {"rc": 0, "out": out.getvalue(), "err": err.getvalue()}


def main():
    import django

    django.setup()
    known = {one.__name__: one for one in (make, call, predicted, published)}
    # Libraries print what they like; the answers stay by themselves.
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps(known[asked.pop("do")](**asked)), file=answers, flush=True)


if __name__ == "__main__":
    main()
