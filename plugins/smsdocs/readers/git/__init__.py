"""The one room that talks to git. User text is never an option: revisions stand behind `--end-of-options`."""
