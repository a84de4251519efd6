"""The mediation worker: letters and emails of SEND mediation, on time and once."""
