"""What a file may take, measured with 50,000 rows of 30 short texts (210 MB)."""

# Filled rows in a sheet.
MAX_ROWS = 50_000
# Rows down to the last filled one: blank rows between are usual, a million of them is a slip.
MAX_HEIGHT = 2 * MAX_ROWS
# Cells of all sheets, each sheet a rectangle.
MAX_CELLS = 1_500_000
# Where even a sheet that is too large has no table, from 0.
FAR_COLUMN = 200
# Bytes of XML in all. A million formatted rows of five cells are 170 MB.
MAX_UNPACKED = 300 * 1024 * 1024
# Bytes of address space.
MAX_MEMORY = 300 * 1024 * 1024
# Seconds of computing; on the clock more, where the machine is busy, and less than the web
# server's 30.
MAX_SECONDS = 10
TIMEOUT = 20
# Bytes.
MAX_ANSWER = 64 * 1024 * 1024
# The exit status where memory or the answer's room ends within Python; elsewhere a signal ends
# the process.
OUT_OF_ROOM = 9
