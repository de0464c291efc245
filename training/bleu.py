"""BLEU of answers, each against all references of its question (sacreBLEU, its default tokenizer and case)."""

import sacrebleu


def corpus_bleu(answers: list[str], references: list[list[str]]) -> float:
    """From 0 to 100. Questions may have different numbers of references."""
    most = max(map(len, references))
    columns = [[own[place] if place < len(own) else None for own in references] for place in range(most)]
    return sacrebleu.corpus_bleu(answers, columns).score
