"""The quarter's involvement report: counted as sets, then put into words once, for the page, the PDF and the workbook
(docs/decisions/quarters-report.md)."""
