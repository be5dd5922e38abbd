import pytest

from ccpi_nb.document.maths import formula_in


@pytest.mark.parametrize(
    ("source", "formula"),
    [
        ("$x$", "$x$"),
        ("a $x$ b $y$", "$x$"),
        ("$$x$$", "$$x$$"),
        ("from $5 to $10", "$5 to $"),
        ("$x\ny$", "$x\ny$"),
        (r"\\(x\\)", r"\\(x\\)"),
        (r"\\[x\\]", r"\\[x\\]"),
        (r"\begin{align*}x\end{align*}", r"\begin{align*}x\end{align*}"),
        ("${a$b}$", "${a$b}$"),
        ("`$a` $b$", "$b$"),
        ("| $a$ | b |", "$a$"),
        ("$", ""),
        ("$5", ""),
        (r"\$5 and \$6", ""),
        ("$5\n\nand $6", ""),
        ("`$a` and `$b`", ""),
        ("```\n$a$\n```", ""),
        ("~~~\n$a$\n~~~", ""),
        ("$$", ""),
        ("$a $$ b", ""),
        (r"\begin{a}x\end{b}", ""),
        (r"\(x\)", ""),
        ("", ""),
    ],
)
def test_a_formula_is_what_jupyterlab_sets_as_one(source: str, formula: str) -> None:
    assert formula_in(source) == formula
