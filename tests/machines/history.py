"""Sales of another system in a file, and what an import of it says."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from storeops.operations.history import HistoryResult, RejectedTally
from storeops.rules.history import EXPLAINED, Reason
from storeops.store import Store

MAP = {
    "invoice": "InvoiceNo",
    "sku": "StockCode",
    "name": "Description",
    "quantity": "Quantity",
    "price": "UnitPrice",
    "at": "InvoiceDate",
    "customer": "CustomerID",
}
HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"

FILE = f"""{HEADER}
1001,TEA,"Tea, ""black"" leaf",2,2010-12-01 08:26:00,2.55,17850.0,United Kingdom
1001,TEA,"Tea, ""black"" leaf",2,2010-12-01 08:26:00,2.55,17850.0,United Kingdom
1001,PADS,,1,2010-12-01 08:25:00,0.001,,United Kingdom
1001,TEA,Tea,-1,2010-12-01 08:26:00,2.55,17850.0,United Kingdom
1002,GIFT,Gift,1,2010-12-01 09:00:00,0,,EIRE
C1003,TEA,Tea,-1,2010-12-02 10:00:00,2.55,17850.0,United Kingdom
C1003,MUG,Mug,1,2010-12-02 10:00:00,4,17850.0,United Kingdom
1004,MUG,smashed,-3,2010-12-02 11:00:00,0,,United Kingdom
A1005,B,Adjust bad debt,1,2010-12-02 12:00:00,-11062.06,,United Kingdom
1006,MUG,Mug,0,2010-12-02 12:00:00,4,,United Kingdom
1007,MUG,Mug,one,2010-12-02 12:00:00,4,,United Kingdom
1007,MUG,Mug,3,2010-12-02 12:00:00,0.335,,United Kingdom
1008,MUG,Mug,1,yesterday,4,,United Kingdom
,MUG,Mug,1,2010-12-02 12:00:00,4,,United Kingdom
1009,MUG,Mug
1010,MUG,Mug,1,2010-12-02 12:00:00,-4,,United Kingdom

"""


def written(folder: Path, text: str, name: str = "sales.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def head(shop: Store) -> tuple[int, bytes]:
    with shop.write() as tx:
        return tx.head


def rejected(reason: Reason, documents: int, lines: int, net: str) -> RejectedTally:
    return RejectedTally(reason.value, EXPLAINED[reason], documents, lines, Decimal(net))


def of_file(result: HistoryResult) -> tuple[int, int, Decimal]:
    parts = [result.imported, result.unchanged, *result.rejected]
    return sum(p.documents for p in parts), sum(p.lines for p in parts), sum((p.net for p in parts), Decimal(0))
