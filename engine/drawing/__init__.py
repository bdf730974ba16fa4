"""The rule graph for people: in words, for Graphviz, and as a picture that needs no Graphviz.

```
 Graph --picture--> boxes in columns, arrows --dot--> text for Graphviz
                                        |------svg--> a drawing: order, places, curves
                                        '------tell-> a few lines for each rule
```
"""

from engine.drawing.dot import as_dot
from engine.drawing.picture import Picture, neighbourhood, overview, portrait
from engine.drawing.svg import as_svg
from engine.drawing.words import tell

__all__ = ["Picture", "as_dot", "as_svg", "neighbourhood", "overview", "portrait", "tell"]
