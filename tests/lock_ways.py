"""Ways to read what is closed to Part I, each tried in a process of its own that is locked as a run locks it.

As a program, `python lock_ways.py FOLDER LOCK`, it tries them all and prints what each came to, as JSON. LOCK is
`both`, `python`, `system` or `none`. A way's code sets `found`, and has read if that is true or holds something secret.
"""

# A way is read best in as few lines as it has steps.
# ruff: noqa: E501

import ctypes
import dbm.dumb
import json
import os
import shutil
import signal
import socket
import sqlite3
import sys
import tempfile
import threading
import zipfile
import zlib
from collections.abc import Mapping
from importlib.util import find_spec
from multiprocessing import resource_tracker
from pathlib import Path
from time import monotonic
from typing import Any

SECRET, NAME = "ninety-point-eight", "terms_of_contract"
_FILE = f"data/observations/{NAME}/2014.csv"
_PDF = b"""%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>> endobj
trailer <</Root 1 0 R>>
"""
# A way that hangs has not read.
_PATIENCE = 5

# What Python's own lock refuses, on every system.
PYTHON = {
    # by name
    "open": "found = open(file).read()",
    "io.open": "import io; found = io.open(file).read()",
    "codecs.open": "import codecs; found = codecs.open(file).read()",
    "FileIO": "import _io; found = _io.FileIO(file).read()",
    "open_code": "import io; found = io.open_code(file).read()",
    "os.open": "found = os.read(os.open(file, os.O_RDONLY), 999)",
    "posix.open": "import posix; found = os.read(posix.open(file, os.O_RDONLY), 999)",
    "opened to write and read": "found = open(file, 'r+').read()",
    "pathlib": "import pathlib; found = pathlib.Path(file).read_text()",
    "as bytes": "found = open(file.encode()).read()",
    "as a buffer": "import warnings; warnings.simplefilter('ignore'); "
    "found = os.read(os.open(bytearray(file.encode()), 0), 99)",
    "as an object with a path": "class P:\n    def __fspath__(self): return file\nfound = open(P()).read()",
    "by an opener": "found = open('x', opener=lambda name, flags: os.open(file, flags)).read()",
    # by another name
    "relative": "found = open(os.path.relpath(file)).read()",
    "up and down": "found = open(copy + '/../../../../../../../../../../../..' + file).read()",
    "through an open folder": "found = open(root + '/pkg/../data/observations/terms_of_contract/2014.csv').read()",
    "two slashes": "found = open('//' + file).read()",
    "/proc/self/root": "found = open('/proc/self/root' + file).read()",
    "/proc of another process": "found = open(f'/proc/{os.getppid()}/root' + file).read()",
    "/proc of a thread": "found = open('/proc/thread-self/root' + file).read()",
    "/proc/self/cwd": "found = open('/proc/self/cwd/' + os.path.relpath(file)).read()",
    "another process's open file": "found = open(f'/proc/{os.getppid()}/fd/{held}').read()",
    "a link to the file": "found = open(link).read()",
    "a link to a folder above": "found = open(folder_link + '/observations/terms_of_contract/2014.csv').read()",
    # from a folder that was opened
    "dir_fd of the workbook": "found = os.read(os.open('data/observations/terms_of_contract/2014.csv', 0, dir_fd=os.open(root, 0)), 99)",
    "dir_fd of the folder itself": "found = os.read(os.open('2014.csv', 0, dir_fd=os.open(os.path.dirname(file), 0)), 99)",
    "dir_fd of the top": "found = os.read(os.open(file[1:], 0, dir_fd=os.open('/', 0)), 99)",
    "dir_fd of the top, path only": "found = os.read(os.open(file[1:], 0, dir_fd=os.open('/', os.O_PATH)), 99)",
    "dir_fd that climbs": "os.mkdir('a'); os.mkdir('a/b'); "
    "found = os.read(os.open(os.path.relpath(file, 'a/b'), 0, dir_fd=os.open('a/b', 0)), 99)",
    "dir_fd of posix": "import posix; os.mkdir('a'); os.mkdir('a/b'); "
    "found = os.read(posix.open(os.path.relpath(file, 'a/b'), 0, dir_fd=os.open('a/b', 0)), 99)",
    "dir_fd of the code": "fd = os.open(root + '/pkg', 0); "
    "found = os.read(os.open('../data/observations/terms_of_contract/2014.csv', 0, dir_fd=fd), 99)",
    "an opener with dir_fd": "found = open(file[1:], opener=lambda n, f: os.open(n, f, dir_fd=os.open('/', 0))).read()",
    "a number in /proc": "fd = os.open('/', 0); found = open(f'/proc/self/fd/{fd}' + file).read()",
    "a number in /dev/fd": "fd = os.open('/', 0); found = open(f'/dev/fd/{fd}' + file).read()",
    "fwalk": "found = [n for _, names, _, _ in os.fwalk(root + '/data') for n in names]",
    # from another working folder
    "chdir into": "os.chdir(root + '/data'); found = open('observations/terms_of_contract/2014.csv').read()",
    "chdir above": "os.chdir('/'); found = open(file[1:]).read()",
    "fchdir": "os.fchdir(os.open('/', 0)); found = open(file[1:]).read()",
    "a working folder that flips": """
import threading
def flip():
    while True:
        os.chdir('/'); os.chdir(own)
threading.Thread(target=flip, daemon=True).start()
found = first_read(lambda: open(file[1:]).read())
""",
    "a link that flips": """
import threading
open('harmless', 'w').write('-')
def flip():
    while True:
        for target in ('harmless', file):
            os.symlink(target, 'new'); os.replace('new', 'mine')
threading.Thread(target=flip, daemon=True).start()
found = first_read(lambda: open('mine').read())
""",
    # names in a folder
    "listdir": "found = os.listdir(root + '/data/observations')",
    "listdir of a number": "found = os.listdir(os.open(root + '/data/observations', 0))",
    "listdir of here": "os.chdir(root + '/data/observations'); found = os.listdir()",
    "scandir": "found = [e.name for e in os.scandir(root + '/data/observations')]",
    "scandir of a number": "found = [e.name for e in os.scandir(os.open(root + '/data/observations', 0))]",
    "walk": "found = list(os.walk(root + '/data'))",
    "glob": "import glob; found = glob.glob(root + '/data/observations/*')",
    "rglob": "import pathlib; found = list(map(str, pathlib.Path(root).rglob('*')))",
    # a second name
    "link": "os.link(file, 'mine'); found = open('mine').read()",
    "link with dir_fd": "os.link('2014.csv', 'mine', src_dir_fd=os.open(os.path.dirname(file), 0)); found = open('mine').read()",
    "hardlink_to": "import pathlib; pathlib.Path('mine').hardlink_to(file); found = open('mine').read()",
    "symlink": "os.symlink(file, 'mine'); found = open('mine').read()",
    "rename": "os.rename(file, 'mine'); found = open('mine').read()",
    "replace": "os.replace(file, 'mine'); found = open('mine').read()",
    "rename the folder": "os.rename(os.path.dirname(file), 'mine'); found = open('mine/2014.csv').read()",
    "rename a folder above": "os.rename(root, own + '/mine'); found = open('mine/data/observations/terms_of_contract/2014.csv').read()",
    "rename something else to it": "import pathlib; pathlib.Path(file).rename('mine'); found = open('mine').read()",
    "move": "import shutil; shutil.move(os.path.dirname(file), 'mine'); found = open('mine/2014.csv').read()",
    # copies
    "copy": "import shutil; shutil.copy(file, 'mine'); found = open('mine').read()",
    "copyfile": "import shutil; shutil.copyfile(file, 'mine'); found = open('mine').read()",
    "copytree": "import shutil; shutil.copytree(root + '/data', 'mine'); found = open('mine/observations/terms_of_contract/2014.csv').read()",
    "copy_file_range": "a, b = os.open(file, 0), os.open('mine', os.O_RDWR | os.O_CREAT); os.copy_file_range(a, b, 99); "
    "found = open('mine').read()",
    "sendfile": "b = os.open('mine', os.O_RDWR | os.O_CREAT); os.sendfile(b, os.open(file, 0), 0, 99); found = open('mine').read()",
    "mmap": "import mmap; found = mmap.mmap(os.open(file, 0), 0, access=mmap.ACCESS_READ)[:]",
    # the standard library's readers
    "linecache": "import linecache; found = linecache.getlines(file)",
    "tokenize": "import tokenize; found = tokenize.open(file).read()",
    "fileinput": "import fileinput; found = list(fileinput.input(file))",
    "run_path": "import runpy; found = runpy.run_path(root + '/data/code.py')['found']",
    "a module": "import sys; sys.path.insert(0, root + '/data'); import code_in_data; found = code_in_data.found",
    "get_data": "from importlib.machinery import SourceFileLoader as L; found = L('x', file).get_data(file)",
    "load_module": "import importlib.util as u; s = u.spec_from_file_location('m', root + '/data/code.py'); "
    "m = u.module_from_spec(s); s.loader.exec_module(m); found = m.found",
    "zipimport": "import zipimport; found = zipimport.zipimporter(root + '/data/z.zip').get_data('in_zip.txt')",
    "zipfile": "import zipfile; found = zipfile.ZipFile(root + '/data/z.zip').read('in_zip.txt')",
    "urlopen": "import urllib.request as r; found = r.urlopen('file://' + file).read()",
    "sax": "import io, xml.sax as s, xml.sax.handler as h\nclass C(s.ContentHandler):\n    def characters(self, c): "
    "found.append(c)\nfound = []; p = s.make_parser(); p.setFeature(h.feature_external_ges, True); "
    "p.setContentHandler(C()); p.parse(io.StringIO(entity))",
    "dbm": "import dbm.dumb; found = dbm.dumb.open(root + '/data/db', 'r')[b'a']",
    "sqlite3": "import sqlite3; found = sqlite3.connect(root + '/data/x.db').execute('select * from t').fetchall()",
    # libraries that ask Python to open
    "pandas": "import pandas; found = pandas.read_csv(file).to_csv()",
    "pandas, mapped": "import pandas; found = pandas.read_csv(file, memory_map=True).to_csv()",
    "fromfile": "import numpy; found = numpy.fromfile(file, 'u1').tobytes()",
    "memmap": "import numpy; found = numpy.memmap(file, 'u1', 'r').tobytes()",
    "loadtxt": "import numpy; found = numpy.loadtxt(file, dtype=str).tolist()",
    # other programs
    "subprocess": "import subprocess as s; found = s.run(['cat', file], capture_output=True).stdout",
    "system": "os.system(f'cat {file} > mine'); found = open('mine').read()",
    "popen": "found = os.popen(f'cat {file}').read()",
    "exec": "os.dup2(os.open('mine', os.O_RDWR | os.O_CREAT), 1)\nif not os.fork(): os.execlp('cat', 'cat', file)\n"
    "os.wait(); found = open('mine').read()",
    "posix_spawn": "import shutil; os.waitpid(os.posix_spawn('/bin/sh', ['sh', '-c', f'cat {file} > {own}/mine'], {}), 0); "
    "found = open('mine').read()",
    "spawnv": "os.spawnv(os.P_WAIT, '/bin/sh', ['sh', '-c', f'cat {file} > {own}/mine']); found = open('mine').read()",
    "pty": "import pty; found = []; pty.spawn(['cat', file], lambda fd: found.append(os.read(fd, 99)) or found[-1])",
    "asyncio": "import asyncio as a\nasync def f():\n    p = await a.create_subprocess_exec('cat', file, stdout=-1)\n"
    "    return await p.stdout.read()\nfound = a.run(f())",
    "fork_exec": "r, w = os.pipe(); from multiprocessing.util import spawnv_passfds as s; "
    "os.waitpid(s(b'/bin/sh', [b'sh', b'-c', f'cat {file} >&{w}'.encode()], [w]), 0); found = os.read(r, 99)",
    "fork_exec, imported again": "import importlib, _posixsubprocess as p; importlib.reload(p); r, w = os.pipe(); "
    "from multiprocessing.util import spawnv_passfds as s; "
    "os.waitpid(s(b'/bin/sh', [b'sh', b'-c', f'cat {file} >&{w}'.encode()], [w]), 0); found = os.read(r, 99)",
    "multiprocessing, spawned": "import multiprocessing as m; m.current_process()._config['daemon'] = False; "
    "found = m.get_context('spawn').Pool(1).map(os.listdir, [root + '/data/observations'])",
    "multiprocessing, a server": "import multiprocessing as m; m.current_process()._config['daemon'] = False; "
    "found = m.get_context('forkserver').Pool(1).map(os.listdir, [root + '/data/observations'])",
    "multiprocessing, forked": "import multiprocessing as m; m.current_process()._config['daemon'] = False; "
    "found = m.get_context('fork').Pool(1).map(os.listdir, [root + '/data/observations'])",
    "fork": "r, w = os.pipe()\nif not os.fork():\n    try: os.write(w, open(file, 'rb').read())\n    finally: os._exit(0)\n"
    "os.close(w); os.wait(); found = os.read(r, 99)",
    "a thread": "import threading as t; found = []; x = t.Thread(target=lambda: found.append(open(file).read())); "
    "x.start(); x.join()",
    # the system, by its own names
    "ctypes open": "import ctypes as c; l = c.CDLL(None); b = c.create_string_buffer(99); "
    "l.read(l.open(file.encode(), 0), b, 99); found = b.value",
    "ctypes openat": "import ctypes as c; l = c.CDLL(None); b = c.create_string_buffer(99); "
    "l.read(l['openat'](-100, file.encode(), 0), b, 99); found = b.value",
    "ctypes syscall": "import ctypes as c; l = c.CDLL(None); b = c.create_string_buffer(99); "
    "l.read(l.syscall(257, -100, file.encode(), 0), b, 99); found = b.value",
    "ctypes by handle": "import ctypes as c, _ctypes; l = c.CDLL(None); b = c.create_string_buffer(99); "
    "f = c.CFUNCTYPE(c.c_int, c.c_char_p, c.c_int)(_ctypes.dlsym(l._handle, 'open')); l.read(f(file.encode(), 0), b, 99); "
    "found = b.value",
    "ctypes system": "import ctypes as c; c.CDLL(None).system(f'cat {file} > mine'.encode()); found = open('mine').read()",
    # what else is closed
    "params": "found = open(root + '/params/2014-12-11.yaml').read()",
    "a reference": "found = open(root + '/tests/reference/2014-12-11/restricted.csv').read()",
    "a notebook's stored outputs": "found = open(root + '/notebooks/terms.ipynb').read()",
    "restricted outputs": "found = open(root + '/outputs/2014-12-11/restricted/05-terms.html').read()",
    "restricted outputs of a failed run": "found = open(root + '/outputs/2014-12-11-failed/restricted/05-terms.txt').read()",
    "made reports": "found = open(root + '/outputs/.made/2014-12-11/restricted/05-terms/document.json').read()",
    "whatever else lies there": "found = open(root + '/received/terms.txt').read()",
    "git": "import zlib; found = zlib.decompress(open(root + '/.git/objects/ab/cdef', 'rb').read())",
    "git above": "import zlib; found = zlib.decompress(open(above + '/.git/objects/ab/cdef', 'rb').read())",
    "git elsewhere": "import zlib; found = zlib.decompress(open(other_git + '/objects/ab/cdef', 'rb').read())",
    "another task's key": "found = open(run + '/2/kernel.json').read()",
    "another run's key": "found = open(temp + '/ccpi-another/1/kernel.json').read()",
    "keys by search": "import glob; found = [open(f).read() for f in glob.glob(temp + '/**/kernel*.json', recursive=True)]",
    "a JupyterLab's key": "found = open(runtime + '/kernel-1.json').read()",
    "what the gate knows": "found = open(run + '/exempt.json').read()",
    "a socket": "from socket import *; s = socket(AF_UNIX); s.connect(run + '/2/kernel-2'); found = s.recv(99)",
}
# What Python is not asked about, so that only the system refuses it.
SYSTEM = {
    "lxml": "import lxml.etree as e; found = e.tostring(e.parse(root + '/data/x.xml'))",
    "lxml by URL": "import lxml.etree as e; found = e.tostring(e.parse('file://' + root + '/data/x.xml'))",
    "lxml.html": "import lxml.html as h; found = h.tostring(h.parse(root + '/data/x.xml'))",
    "lxml, an entity": "import lxml.etree as e; "
    "found = e.tostring(e.fromstring(entity.encode(), e.XMLParser(resolve_entities=True, load_dtd=True, no_network=False)))",
    "lxml, included": 'import lxml.etree as e; t = e.fromstring(f\'<a xmlns:x="http://www.w3.org/2001/XInclude">'
    '<x:include parse="text" href="{file}"/></a>\').getroottree(); t.xinclude(); found = e.tostring(t)',
    "lxml, document()": 'import lxml.etree as e; x = e.fromstring(f\'<s:stylesheet version="1.0" '
    'xmlns:s="http://www.w3.org/1999/XSL/Transform"><s:template match="/"><a><s:value-of '
    'select="document(&quot;file://{root}/data/x.xml&quot;)"/></a></s:template></s:stylesheet>\'); '
    "found = str(e.XSLT(x)(e.fromstring('<b/>')))",
    "typst": "import typst; open('x.typ', 'w').write(f'#metadata(read(\"{file}\"))<m>'); "
    "found = typst.query('x.typ', '<m>', root='/')",
    "pypdfium2": "import pypdfium2; found = len(pypdfium2.PdfDocument(root + '/data/x.pdf')) == 1",
    "Tcl": "import tkinter; found = tkinter.Tcl().eval(f'read [open {file}]')",
    "readline": "import readline as r; r.read_history_file(file); found = r.get_history_item(2)",
    "sqlite3 by URI": "import sqlite3; "
    "found = sqlite3.connect(f'file:{root}/data/x.db?mode=ro', uri=True).execute('select * from t').fetchall()",
    "sqlite3, attached": "import sqlite3; c = sqlite3.connect(':memory:'); c.execute(f\"attach '{root}/data/x.db' as y\"); "
    "found = c.execute('select * from y.t').fetchall()",
    "cffi": "import cffi; f = cffi.FFI(); f.cdef('int open(const char *, int); long read(int, void *, long);'); "
    "l = f.dlopen(None); b = f.new('char[99]'); l.read(l.open(file.encode(), 0), b, 99); found = f.string(b)",
    "posix made anew": "import _imp, importlib.machinery as m, importlib.util as u, sys\n"
    "p = _imp.create_builtin(u.spec_from_loader('posix', m.BuiltinImporter)); os.mkdir('a'); os.mkdir('a/b'); "
    "found = os.read(p.open(os.path.relpath(file, 'a/b'), 0, dir_fd=os.open('a/b', 0)), 99)",
    "fork_exec made anew": "import importlib.util as u; s = u.find_spec('_posixsubprocess'); "
    "p = u.module_from_spec(s); s.loader.exec_module(p); from multiprocessing.util import spawnv_passfds as s; "
    "import _posixsubprocess; _posixsubprocess.fork_exec = p.fork_exec; r, w = os.pipe(); "
    "os.waitpid(s(b'/bin/sh', [b'sh', b'-c', f'cat {file} >&{w}'.encode()], [w]), 0); found = os.read(r, 99)",
    "ctypes by address": "import ctypes as c; l = c.CDLL(None); b = c.create_string_buffer(99); "
    "f = c.CFUNCTYPE(c.c_int, c.c_char_p, c.c_int)(address_of_open); l.read(f(file.encode(), 0), b, 99); found = b.value",
    "the lock's tables emptied": "import ccpi_nb.exempt.lock as l\n"
    "for n in ('_TOUCHES', '_READS'):\n    if hasattr(l, n): setattr(l, n, type(getattr(l, n))())\nfound = open(file).read()",
    "the lock's memory emptied": "import gc, types\nfor f in gc.get_objects():\n"
    "    if isinstance(f, types.FunctionType) and f.__module__ == 'ccpi_nb.exempt.lock':\n"
    "        for c in f.__closure__ or ():\n"
    "            if isinstance(c.cell_contents, dict | set | tuple): c.cell_contents = type(c.cell_contents)()\n"
    "found = open(file).read()",
    "realpath replaced": "import pathlib; os.path.realpath = lambda p, **k: '/'; "
    "pathlib.Path.resolve = lambda self, strict=False: pathlib.Path('/usr'); "
    "os.stat = lambda *a, **k: (_ for _ in ()).throw(OSError()); found = open(file).read()",
}
# What neither refuses: docs/packs.md names them.
BEYOND = {
    "how large": "found = os.stat(file).st_size == size",
    "a second name from before": "found = open(second).read()",
    "a socket, by the system's own call": "import cffi, struct; f = cffi.FFI(); f.cdef('int socket(int, int, int); "
    "int connect(int, const char *, unsigned); long read(int, void *, long);'); l = f.dlopen(None); s = l.socket(1, 1, 0); "
    "l.connect(s, struct.pack('H108s', 1, f'{run}/2/kernel-2'.encode()), 110); b = f.new('char[99]'); l.read(s, b, 99); "
    "found = f.string(b)",
}
# What changes what is closed: none of it may.
CHANGES = {
    "written": "open(file, 'w').write('x')",
    "written to the end": "open(file, 'a').write('x')",
    "written by the system": "os.write(os.open(file, os.O_WRONLY), b'x')",
    "made": "open(root + '/data/new.csv', 'w').close()",
    "made beside": "open(root + '/new.csv', 'w').close()",
    "truncated": "os.truncate(file, 0)",
    "removed": "os.remove(file)",
    "removed with dir_fd": "os.remove('2014.csv', dir_fd=os.open(os.path.dirname(file), 0))",
    "folder removed": "import shutil; shutil.rmtree(root + '/data')",
    "folder made": "os.mkdir(root + '/data/new')",
    "overwritten by name": "open('mine', 'w').close(); os.replace('mine', file)",
    "renamed beside": "os.rename(root + '/data', root + '/data2')",
    "its rights": "os.chmod(file, 0)",
    "its owner": "os.chown(file, 1, 1)",
    "its time": "os.utime(file, (1, 1))",
}
# What an honest report does: none of it may be refused.
HONEST = {
    "the copy read": "found = open(copy + '/data/open.csv').read()",
    "the copy read from where a notebook runs": "os.chdir(copy + '/notebooks'); found = open('../data/open.csv').read()",
    "the copy listed": "import glob; found = len(glob.glob(copy + '/**/open.csv', recursive=True)) == 1",
    "pandas": "import pandas; found = pandas.read_csv(copy + '/data/open.csv').to_csv()",
    "a temporary file": "import tempfile; f = tempfile.NamedTemporaryFile('w+'); f.write(open_words); f.seek(0); found = f.read()",
    "a temporary folder": "import tempfile\nwith tempfile.TemporaryDirectory() as t:\n    os.makedirs(t + '/a/b'); "
    "open(t + '/a/b/c', 'w').write(open_words); found = open(t + '/a/b/c').read()",
    "a file made and put in place": "os.mkdir('a'); open('new', 'w').write(open_words); os.replace('new', 'a/old'); "
    "found = open('a/old').read()",
    "a file moved": "import shutil; os.mkdir('a'); open('new', 'w').write(open_words); found = open(shutil.move('new', 'a')).read()",
    "dir_fd of one's own": "os.mkdir('a'); open('a/x', 'w').write(open_words); "
    "found = os.read(os.open('x', 0, dir_fd=os.open('a', 0)), 99)",
    "a module of the workbook's": "import pkg; found = pkg.words",
    "a module beside": "import sys; sys.path.insert(0, root + '/pkg'); import beside; found = beside.words",
    "a module of Python's not yet imported": "import wave, mailbox; found = wave and mailbox and open_words",
    "a package not yet imported": "import xlrd, tomlkit; found = open_words",
    "threads": "from concurrent.futures import ThreadPoolExecutor as P; "
    "found = list(P(2).map(lambda p: open(p).read(), [copy + '/data/open.csv'] * 2))",
    "processes": "import multiprocessing as m; from pathlib import Path; "
    "found = m.get_context('fork').Pool(2).map(Path.read_text, [Path(copy + '/data/open.csv')] * 2)",
    "a manager": "import multiprocessing as m; d = m.get_context('fork').Manager().dict(a=open_words); found = d['a']",
    "shared memory": "from multiprocessing.shared_memory import SharedMemory as S; s = S(create=True, size=99); "
    "s.buf[:4] = b'open'; found = bytes(s.buf[:4]) == b'open'; s.unlink()",
    "the random, the clock and the null device": "import time; found = len(os.urandom(9)) == 9 and open('/dev/null').read() == ''",
    "a time zone": "from zoneinfo import ZoneInfo; found = bool(ZoneInfo('Europe/London'))",
    "typst": "import typst; open('x.typ', 'w').write(f'#metadata(\"{open_words}\")<m>'); found = typst.query('x.typ', '<m>')",
    "lxml": "import lxml.etree as e; open('x.xml', 'w').write(f'<a>{open_words}</a>'); found = e.tostring(e.parse('x.xml'))",
    "sqlite3": "import sqlite3; c = sqlite3.connect('x.db'); c.execute('create table t (a)'); "
    "c.execute('insert into t values (?)', [open_words]); c.commit(); found = c.execute('select * from t').fetchall()",
    "a chart": "import matplotlib.pyplot as p; p.plot([1, 2]); p.savefig('x.svg'); found = '<svg' in open('x.svg').read()",
    "its own socket": "from socket import *; s = socket(AF_UNIX); s.bind('s'); s.listen(); c = socket(AF_UNIX); "
    "c.connect('s'); s.accept()[0].send(open_words.encode()); found = c.recv(99)",
    "what Python may call of the system": "import ctypes as c; found = c.CDLL(None).getpid() == os.getpid()",
    "what it prints, where that goes into a file": "print('x', file=open(log, 'w'), flush=True); found = True",
    "where it is": "found = os.getcwd() == own and os.path.exists('/')",
}
OPEN_WORDS = "open-to-all"
_SETS = (PYTHON, SYSTEM, BEYOND, CHANGES, HONEST)
# Which are worth trying under which lock.
_TRIED = {
    "none": (PYTHON, SYSTEM, BEYOND),
    "python": (PYTHON, CHANGES, HONEST),
    "both": (PYTHON, SYSTEM, BEYOND, HONEST),
}


def try_all(folder: Path, lock: str) -> dict[str, str]:
    """Try every way, each on a workbook of its own in `folder`; what it came to: 'read', 'changed', or why not."""
    return {
        f"{_SETS.index(ways)} {name}": _tried(folder / f"{_SETS.index(ways)}-{number}", code, lock)
        for ways in _TRIED.get(lock, _SETS)
        for number, (name, code) in enumerate(ways.items())
    }


def outcome(outcomes: Mapping[str, str], ways: Mapping[str, str], name: str) -> str:
    """What a way of one of the tables came to."""
    return outcomes[f"{_SETS.index(ways)} {name}"]


def _tried(folder: Path, code: str, lock: str) -> str:
    with _Place(folder) as place:
        ear, mouth = os.pipe()
        if not (child := os.fork()):
            os.close(ear)
            os.setpgid(0, 0)
            signal.alarm(_PATIENCE)
            os.write(mouth, place.attempt(code, lock).encode()[:4000])
            os.killpg(0, signal.SIGKILL)
        os.close(mouth)
        said = b"".join(iter(lambda: os.read(ear, 4000), b"")).decode(errors="replace")
        os.close(ear)
        os.waitpid(child, 0)
        return "changed" if place.is_changed() else said or "failed: it ended"


class _Place:
    """A workbook with secrets in it, a copy without, and what a run has beside it while it runs."""

    def __init__(self, folder: Path) -> None:
        self.above = folder / "above"
        self.root, self.temp = self.above / "workbook", folder / "temp"
        self.run = self.temp / "ccpi-run"
        self.own, self.copy = self.run / "1", self.run / "part-i"
        self.elsewhere, self.shared, self.git = folder / "elsewhere", folder / "shared", folder / "git"

    def __enter__(self) -> "_Place":
        secret = (
            *(
                self.root / file
                for file in (_FILE, "params/2014-12-11.yaml", "tests/reference/2014-12-11/restricted.csv")
            ),
            *(
                self.root / f"outputs/{day}/restricted/05-terms.{kind}"
                for day, kind in (("2014-12-11", "html"), ("2014-12-11-failed", "txt"))
            ),
            *(
                self.root / file
                for file in (
                    "outputs/.made/2014-12-11/restricted/05-terms/document.json",
                    "notebooks/terms.ipynb",
                    "received/terms.txt",
                )
            ),
            *(self.run / file for file in ("2/kernel.json", "exempt.json")),
            *(self.elsewhere / file for file in ("kernel-1.json",)),
            self.temp / "ccpi-another/1/kernel.json",
        )
        for file in secret:
            _write(file, f"a,b\n{SECRET},1\n")
        _write(self.root / "data/x.xml", f"<a>{SECRET}</a>")
        _write(self.root / "data/code.py", f"found = {SECRET!r}")
        shutil.copy(self.root / "data/code.py", self.root / "data/code_in_data.py")
        (self.root / "data/x.pdf").write_bytes(_PDF)
        with zipfile.ZipFile(self.root / "data/z.zip", "w") as packed:
            packed.writestr("in_zip.txt", SECRET)
        with dbm.dumb.open(str(self.root / "data/db"), "c") as database:
            database[b"a"] = SECRET.encode()
        connection = sqlite3.connect(self.root / "data/x.db")
        connection.execute("create table t (a)")
        connection.execute("insert into t values (?)", [SECRET])
        connection.commit()
        connection.close()
        for git in (self.root / ".git", self.above / ".git", self.git):
            (git / "objects/ab").mkdir(parents=True)
            (git / "objects/ab/cdef").write_bytes(zlib.compress(SECRET.encode()))
        _write(self.root / ".git/objects/info/alternates", f"{self.git}/objects\n")
        _write(self.root / "pkg/__init__.py", f"words = {OPEN_WORDS!r}")
        _write(self.root / "pkg/beside.py", f"words = {OPEN_WORDS!r}")
        _write(self.copy / "data/open.csv", f"a,b\n{OPEN_WORDS},1\n")
        (self.copy / "notebooks").mkdir()
        self.own.mkdir()
        self.shared.mkdir()
        os.link(self.root / _FILE, self.shared / "second")
        (self.elsewhere / "link").symlink_to(self.root / _FILE)
        (self.elsewhere / "folder_link").symlink_to(self.root / "data")
        self.held = os.open(self.root / _FILE, os.O_RDONLY)
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(str(self.run / "2/kernel-2"))
        self.server.listen()
        threading.Thread(target=self._answer, daemon=True).start()
        self.was = self._closed()
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.held)
        self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()

    def attempt(self, code: str, lock: str) -> str:
        """Lock this process, and try a way; whether it read, or what stopped it."""
        file = self.root / _FILE
        names: dict[str, Any] = {
            **{name: str(place) for name, place in vars(self).items() if isinstance(place, Path)},
            "__name__": "__main__",
            "os": os,
            "file": str(file),
            "size": file.stat().st_size,
            "held": self.held,
            "other_git": str(self.git),
            "runtime": str(self.elsewhere),
            "second": str(self.shared / "second"),
            "link": str(self.elsewhere / "link"),
            "folder_link": str(self.elsewhere / "folder_link"),
            "entity": f'<!DOCTYPE a [<!ENTITY e SYSTEM "file://{file}">]><a>&e;</a>',
            "address_of_open": ctypes.cast(ctypes.CDLL(None).open, ctypes.c_void_p).value,
            "first_read": _first_read,
            "log": os.open(self.temp / "log", os.O_WRONLY | os.O_CREAT),
            "open_words": OPEN_WORDS,
        }
        os.close(self.held)
        self.server.close()
        # What a run's process has from the one that it is forked from: where modules are, and what looks after memory.
        sys.path.insert(0, str(self.root))
        find_spec("pkg")
        os.chdir(self.own)
        tempfile.tempdir = os.environ["TMPDIR"] = str(self.own)
        os.environ["JUPYTER_RUNTIME_DIR"] = str(self.elsewhere)
        nothing = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(nothing, number)
        self._lock(lock)
        try:
            exec(code, names)
        except BaseException as problem:
            return f"{type(problem).__name__}: {problem}"
        return "read" if _is_read(names.get("found")) else f"found {names.get('found')!r}"

    def is_changed(self) -> bool:
        """Whether the workbook's files are others than they were."""
        return self._closed() != self.was

    def _closed(self) -> dict[str, Any]:
        return {
            str(path): (path.is_file() and path.read_bytes(), found.st_mode, found.st_uid, found.st_mtime)
            for path in self.root.rglob("*")
            if (found := path.stat()) and not {"pkg", "__pycache__"} & {*path.parts}
        }

    def _lock(self, lock: str) -> None:
        from ccpi_nb.exempt.lock import keep_out, seal
        from ccpi_nb.exempt.reach import reach_of_part_i

        reach = reach_of_part_i(self.root, self.copy, self.own)
        if lock in ("both", "system"):
            seal(reach.closed, reach.opened)
        if lock in ("both", "python"):
            keep_out(reach.closed, reach.opened)

    def _answer(self) -> None:
        while True:
            try:
                self.server.accept()[0].send(SECRET.encode())
            except OSError:
                return


def _first_read(read: Any) -> Any:
    until = monotonic() + 1
    while monotonic() < until:
        try:
            if _is_read(found := read()):
                return found
        except OSError:
            pass
    return None


def _is_read(found: object) -> bool:
    return found is True or any(words in str(found) for words in (SECRET, NAME, OPEN_WORDS))


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    resource_tracker.ensure_running()
    import cffi  # noqa: F401
    import lxml.html  # noqa: F401
    import matplotlib.pyplot  # noqa: F401
    import pandas  # noqa: F401
    import pypdfium2  # noqa: F401

    print(json.dumps(try_all(Path(sys.argv[1]), sys.argv[2])))
