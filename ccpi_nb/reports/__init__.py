"""What a notebook imports: `open_report`, and the report's calls by what they show."""

from ccpi_nb.reports.opening import OpenReport as OpenReport
from ccpi_nb.reports.opening import open_report as open_report
