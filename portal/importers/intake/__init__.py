"""Reading a council's own improvement plan: Word, Excel, PDF or CSV to proposed rows."""
