"""Returns by parcel: announced, received, refunded, ended; exchanges and claims.

Receipt and refund are two acts, in either order. The **receipt** moves goods: from the customer to their place, and
their cost from `returns_received` to the inventory (or to shrinkage, or to the claims). The **refund** moves money: a
return document, as at the counter but for goods, gives back revenue and tax, and takes the cost of the goods from
`cost_of_goods` to `returns_received`; what is owed to the customer then is paid back as an order's money always is.
Between the two `returns_received` tells what came and was not refunded (a credit), or was refunded and did not come (a
debit). Once nothing of an authorisation is to come or to be refunded it is squared: goods that never came, or were kept
without a refund, are shrinkage. So it holds nothing for an authorisation that is over.
"""
