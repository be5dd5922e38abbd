"""A meeting's pages as the workbook's files would make them now, renewed in the browser at each save."""
