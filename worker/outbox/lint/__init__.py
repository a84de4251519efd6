"""What is wrong with a template, said before it is used: letters in Word, emails in text."""
