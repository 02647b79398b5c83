"""L’organisation tenue par les siens : sa fiche, ses membres, ses invitations, son journal."""
