"""Begins what is not there yet, for `ccpi new`: a workbook, an indicator, a report, the next meeting."""
