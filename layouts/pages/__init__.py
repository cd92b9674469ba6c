"""What is shown at each path; `layouts.sitemap` lists the pages."""
