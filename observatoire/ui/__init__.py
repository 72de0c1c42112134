"""Écrans : la seule couche qui connaît Streamlit, plotly et pydeck."""
