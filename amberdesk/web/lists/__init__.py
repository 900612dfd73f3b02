"""The list of orders: filters, quick and saved lists, pages, export."""
