"""What a forge says of reviews (GitHub and GitLab, JSON), as approval records. JSON from outside is not trusted."""
