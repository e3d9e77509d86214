"""Enedis SGE, a SOAP service, through the API manager of Grand Lyon."""
