"""The network for other programs: GraphML (opens in yEd), GEXF 1.3 (opens in Gephi), and two tables as CSV."""

from __future__ import annotations

import csv as tables
import io
from collections.abc import Callable, Sequence
from typing import Any
from xml.etree import ElementTree as Tree

from suviaz.draw.layout import places
from suviaz.draw.look import LIGHT
from suviaz.draw.sheet import legal
from suviaz.network import Link, Network, Node

_GRAPHML = "http://graphml.graphdrawing.org/xmlns"
_YED = "http://www.yworks.com/xml/graphml"
_GEXF = "http://gexf.net/1.3"
_VIZ = "http://gexf.net/1.3/viz"

# Name, type in GraphML and GEXF, and how to get it.
_OF_NODES: tuple[tuple[str, str, Callable[[Node], Any]], ...] = (
    ("type", "string", lambda node: node.type),
    ("kind", "string", lambda node: node.kind),
    ("country", "string", lambda node: node.country),
    ("status", "string", lambda node: node.status),
    ("planned", "boolean", lambda node: node.planned),
    ("when", "string", lambda node: node.when),
    ("first", "int", lambda node: node.first),
    ("last", "int", lambda node: node.last),
    ("fields", "string", lambda node: " ".join(node.fields)),
    ("degree", "int", lambda node: node.degree),
)
_OF_LINKS: tuple[tuple[str, str, Callable[[Link], Any]], ...] = (
    ("relation", "string", lambda link: link.relation),
    ("roles", "string", lambda link: " ".join(link.roles)),
    ("first", "int", lambda link: link.first),
    ("last", "int", lambda link: link.last),
    ("confidence", "double", lambda link: link.confidence),
    ("modality", "string", lambda link: link.modality),
    ("planned", "boolean", lambda link: link.planned),
    ("articles", "int", lambda link: len({quote.article for quote in link.quotes})),
    ("quote", "string", lambda link: link.quotes[0].text if link.quotes else None),
    ("url", "string", lambda link: link.quotes[0].url if link.quotes else None),
)
_YED_SHAPES = {
    "Organisation": "ellipse", "Person": "triangle", "Country": "octagon", "Group": "triangle2",
    "Place": "parallelogram", "Agreement": "rectangle", "Event": "diamond", "Body": "hexagon",
    "Commitment": "star5", "Document": "roundrectangle",
}  # fmt: skip
_VIZ_SHAPES = {"Person": "triangle", "Event": "diamond", "Agreement": "square", "Document": "square"}


def graphml(network: Network) -> str:
    """GraphML with labels, shapes, colours and places that yEd shows."""
    Tree.register_namespace("", _GRAPHML)
    Tree.register_namespace("y", _YED)
    languages = _languages(network)
    root = Tree.Element(f"{{{_GRAPHML}}}graphml")
    for kind, columns in (("node", _OF_NODES), ("edge", _OF_LINKS)):
        rows = [("label", "string"), *((name, form) for name, form, _ in columns)]
        if kind == "node":
            rows += [(f"label_{lang}", "string") for lang in languages]
        for name, form in rows:
            attributes = {"id": f"{kind}-{name}", "for": kind, "attr.name": name, "attr.type": form}
            Tree.SubElement(root, f"{{{_GRAPHML}}}key", attributes)
        Tree.SubElement(
            root, f"{{{_GRAPHML}}}key", {"id": f"{kind}-graphics", "for": kind, "yfiles.type": f"{kind}graphics"}
        )
    graph = Tree.SubElement(root, f"{{{_GRAPHML}}}graph", {"id": "ties", "edgedefault": "directed"})
    at = places(network)
    for node in network.nodes:
        element = Tree.SubElement(graph, f"{{{_GRAPHML}}}node", {"id": node.id})
        _data(element, "node-label", node.label(network.lang))
        for name, _, value in _OF_NODES:
            _data(element, f"node-{name}", value(node))
        for lang in languages:
            _data(element, f"node-label_{lang}", node.labels.get(lang))
        _shape_node(
            Tree.SubElement(element, f"{{{_GRAPHML}}}data", {"key": "node-graphics"}), node, at[node.id], network.lang
        )
    for link in network.links:
        ends = {"id": link.id, "source": link.source, "target": link.target}
        element = Tree.SubElement(graph, f"{{{_GRAPHML}}}edge", ends)
        _data(element, "edge-label", link.relation)
        for name, _, of_link in _OF_LINKS:
            _data(element, f"edge-{name}", of_link(link))
        line = Tree.SubElement(
            Tree.SubElement(element, f"{{{_GRAPHML}}}data", {"key": "edge-graphics"}), f"{{{_YED}}}PolyLineEdge"
        )
        style = {"color": "#7A7F87", "type": "dashed" if link.unsure else "line", "width": "1.0"}
        Tree.SubElement(line, f"{{{_YED}}}LineStyle", style)
        Tree.SubElement(line, f"{{{_YED}}}Arrows", {"source": "none", "target": "standard"})
    return _written(root)


def _shape_node(parent: Tree.Element, node: Node, at: tuple[float, float], lang: str) -> None:
    shape = Tree.SubElement(parent, f"{{{_YED}}}ShapeNode")
    Tree.SubElement(shape, f"{{{_YED}}}Geometry", {"x": str(at[0]), "y": str(at[1]), "width": "24.0", "height": "24.0"})
    Tree.SubElement(
        shape, f"{{{_YED}}}Fill", {"color": LIGHT[node.type].upper(), "transparent": str(node.planned).lower()}
    )
    Tree.SubElement(
        shape, f"{{{_YED}}}BorderStyle", {"color": LIGHT[node.type].upper(), "type": "line", "width": "1.0"}
    )
    label = Tree.SubElement(
        shape, f"{{{_YED}}}NodeLabel", {"modelName": "sides", "modelPosition": "e", "fontSize": "12"}
    )
    label.text = legal(node.label(lang))
    Tree.SubElement(shape, f"{{{_YED}}}Shape", {"type": _YED_SHAPES[node.type]})


def gexf(network: Network) -> str:
    """GEXF 1.3 with colours, sizes and places, and with years as a time line."""
    Tree.register_namespace("", _GEXF)
    Tree.register_namespace("viz", _VIZ)
    root = Tree.Element(f"{{{_GEXF}}}gexf", {"version": "1.3"})
    meta = Tree.SubElement(root, f"{{{_GEXF}}}meta")
    Tree.SubElement(meta, f"{{{_GEXF}}}creator").text = "Suviaz"
    # Gephi knows `integer` where GraphML says `int`.
    settings = {
        "defaultedgetype": "directed",
        "mode": "dynamic",
        "timeformat": "date",
        "timerepresentation": "interval",
    }
    graph = Tree.SubElement(root, f"{{{_GEXF}}}graph", settings)
    for kind, columns in (("node", _OF_NODES), ("edge", _OF_LINKS)):
        attributes = Tree.SubElement(graph, f"{{{_GEXF}}}attributes", {"class": kind, "mode": "static"})
        for name, form, _ in columns:
            row = {"id": name, "title": name, "type": {"int": "integer"}.get(form, form)}
            Tree.SubElement(attributes, f"{{{_GEXF}}}attribute", row)
    at = places(network)
    nodes = Tree.SubElement(graph, f"{{{_GEXF}}}nodes", {"count": str(len(network.nodes))})
    for node in network.nodes:
        element = Tree.SubElement(
            nodes, f"{{{_GEXF}}}node", {"id": node.id, "label": legal(node.label(network.lang)), **_spell(node)}
        )
        _values(element, [(name, value(node)) for name, _, value in _OF_NODES])
        red, green, blue = (str(int(LIGHT[node.type][start : start + 2], 16)) for start in (1, 3, 5))
        Tree.SubElement(
            element, f"{{{_VIZ}}}color", {"r": red, "g": green, "b": blue, "a": "0.5" if node.planned else "1.0"}
        )
        x, y = at[node.id]
        Tree.SubElement(element, f"{{{_VIZ}}}position", {"x": str(x), "y": str(round(-y, 1)), "z": "0.0"})
        Tree.SubElement(element, f"{{{_VIZ}}}size", {"value": str(10 + node.degree)})
        Tree.SubElement(element, f"{{{_VIZ}}}shape", {"value": _VIZ_SHAPES.get(node.type, "disc")})
    edges = Tree.SubElement(graph, f"{{{_GEXF}}}edges", {"count": str(len(network.links))})
    for link in network.links:
        ends = {"id": link.id, "source": link.source, "target": link.target, "label": link.relation}
        element = Tree.SubElement(edges, f"{{{_GEXF}}}edge", {**ends, "weight": str(link.confidence), **_spell(link)})
        _values(element, [(name, value(link)) for name, _, value in _OF_LINKS])
    return _written(root)


def csv(network: Network) -> dict[str, str]:
    """Two tables, `nodes` and `edges`, in UTF-8 with commas and one line a row.

    A cell that a spreadsheet would take for a formula begins with an apostrophe.
    """
    languages = _languages(network)
    nodes: list[list[Any]] = [
        ["id", "label", *(name for name, _, _ in _OF_NODES), *(f"label_{lang}" for lang in languages)]
    ]
    for node in network.nodes:
        names = [node.labels.get(lang, "") for lang in languages]
        nodes.append([node.id, node.label(network.lang), *(value(node) for _, _, value in _OF_NODES), *names])
    edges: list[list[Any]] = [["source", "target", *(name for name, _, _ in _OF_LINKS)]]
    edges += [[link.source, link.target, *(value(link) for _, _, value in _OF_LINKS)] for link in network.links]
    return {"nodes": _table(nodes), "edges": _table(edges)}


def _table(rows: Sequence[Sequence[Any]]) -> str:
    out = io.StringIO()
    tables.writer(out, lineterminator="\n").writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    return "'" + text if isinstance(value, str) and text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def _languages(network: Network) -> list[str]:
    return sorted({lang for node in network.nodes for lang in node.labels if lang})


def _data(parent: Tree.Element, key: str, value: Any) -> None:
    if value is not None and value != "":
        Tree.SubElement(parent, f"{{{_GRAPHML}}}data", {"key": key}).text = _text(value)


def _values(parent: Tree.Element, pairs: Sequence[tuple[str, Any]]) -> None:
    box = Tree.SubElement(parent, f"{{{_GEXF}}}attvalues")
    for name, value in pairs:
        if value is not None and value != "":
            Tree.SubElement(box, f"{{{_GEXF}}}attvalue", {"for": name, "value": _text(value)})


def _spell(thing: Node | Link) -> dict[str, str]:
    """The years of a thing as first and last day, the way GEXF writes a spell."""
    if thing.first is None or thing.last is None:
        return {}
    return {"start": f"{thing.first:04d}-01-01", "end": f"{thing.last:04d}-12-31"}


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else legal(str(value))


def _written(root: Tree.Element) -> str:
    Tree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Tree.tostring(root, encoding="unicode") + "\n"
