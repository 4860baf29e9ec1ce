"""An evaluation counted, checked, scored and composed: no page or file format is known here."""
