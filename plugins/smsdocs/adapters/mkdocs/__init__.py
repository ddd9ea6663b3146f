"""The MkDocs plugin's rooms: each hook of `smsdocs.adapters.mkdocs_plugin` calls one function of these."""
