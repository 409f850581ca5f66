"""What people read: numbers as they write them, names, and the sentences each page says. No Streamlit."""
