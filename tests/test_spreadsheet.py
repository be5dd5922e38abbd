from ccpi_nb.spreadsheet import render_spreadsheet

def test_a():
    pass
