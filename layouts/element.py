"""A plain HTML element, for the cells that tables hold by the thousand.

Dash checks every name it is given when it makes a component, which costs more than the cell.
"""

from typing import Any

from dash.development.base_component import Component


class Element(Component):
    """`Element("td", children, className=…)`: properties as dash.html names them, unchecked."""

    _namespace = "dash_html_components"

    def __init__(self, tag: str, children: Any = None, **props: Any) -> None:
        self.children = children
        self._type = tag.capitalize()
        vars(self).update(props)

    def to_plotly_json(self) -> dict[str, Any]:
        props = {name: value for name, value in vars(self).items() if name != "_type"}
        return {"namespace": self._namespace, "type": self._type, "props": props}
