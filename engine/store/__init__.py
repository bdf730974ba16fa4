"""Where events, findings and the current state are kept: tables made from the model, in SQLite.

```
 Store ---- address, lock, dialects      where it is, who may write, what differs between databases
   |------- migrate - losses             tables brought to a model; what that would lose
   |           |      description        what the tables were made from
   |           '----- schema, entities   fixed tables; a table for each entity - names, columns
   |------- write                        one batch, one transaction - tagged (values as JSON)
   '------- read                         the whole state; the log
```
"""

from engine.store.errors import StoreError
from engine.store.read import Definitions
from engine.store.store import Store

__all__ = ["Definitions", "Store", "StoreError"]
