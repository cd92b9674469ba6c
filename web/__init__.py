"""What Flask needs: static files, headers, health."""
