"""A tree asks for children only when their node is opened."""

from aliexport_tui.tui.widgets.tree_rows import Child, TreeRows

TREE = {
    "": [Child("a", "A", True), Child("b", "B", False)],
    "a": [Child("a1", "A1", True), Child("a2", "A2", False)],
    "a1": [Child("a11", "A11", False)],
}


def make() -> tuple[TreeRows, list[str]]:
    asked: list[str] = []

    def children(key: str) -> list[Child]:
        asked.append(key)
        return TREE[key]

    return TreeRows(children), asked


def names(tree: TreeRows) -> list[str]:
    rows = tree.rows(tree.order())
    return [rows[id].label for id in tree.order()]


def open_by_name(tree: TreeRows, key: str) -> None:
    id = tree.id_of(key)
    assert id is not None
    tree.open(id)


def test_only_the_top_is_read_at_first() -> None:
    tree, asked = make()
    assert asked == [""]
    assert names(tree) == ["▸ A", "  B"]


def test_opening_puts_children_below_and_closing_takes_all_levels_away() -> None:
    tree, asked = make()
    open_by_name(tree, "a")
    open_by_name(tree, "a1")
    assert names(tree) == ["▾ A", "  ▾ A1", "      A11", "    A2", "  B"]
    top = tree.id_of("a")
    assert top is not None
    tree.close(top)
    assert names(tree) == ["▸ A", "  B"]
    tree.open(top)
    assert names(tree) == ["▾ A", "  ▸ A1", "    A2", "  B"]
    assert asked == ["", "a", "a1", "a"]


def test_a_row_keeps_its_number_and_knows_its_parent() -> None:
    tree, _asked = make()
    open_by_name(tree, "a")
    child, parent = tree.id_of("a2"), tree.id_of("a")
    assert child is not None
    assert tree.parent(child) == parent
    top = tree.id_of("b")
    assert top is not None
    assert tree.parent(top) is None
