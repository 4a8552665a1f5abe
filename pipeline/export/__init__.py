"""A package in the forms of the field's own tools, and for Excel.

    ged          an event a row, under the column names of the UCDP Georeferenced Event Dataset
    eventreport  a report's account of an event a row, under those of MAVERICK, for the R package eventreport
    xlsx         a workbook with a sheet a table, types right, and the codebook

What each column of the first two is made from stands in ged.csv and eventreport.csv: `from` the columns of the
package, by the `rule`; where `from` is empty, the package asserts nothing. The views are made by these files, so that
what they say is what is done.
"""

from pipeline.export.accounts import Account, is_event, read_accounts
from pipeline.export.columns import Column, read_columns, view_csv
from pipeline.export.views import View, views
from pipeline.export.workbook import About, workbook_bytes

__all__ = [
    "About",
    "Account",
    "Column",
    "View",
    "is_event",
    "read_accounts",
    "read_columns",
    "view_csv",
    "views",
    "workbook_bytes",
]
