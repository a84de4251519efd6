"""The mailbox itself: IMAP or Maildir, sign-in, what is taken and where it is filed."""
