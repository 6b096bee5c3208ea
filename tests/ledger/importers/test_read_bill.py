"""manage.py read_bill: the JSON of DESIGN.md, its exit status, and no database."""

import json

import pytest
from django.core.management import call_command

from tests.ledger.importers.builders import aes_zip, alipay_csv, alipay_row, wechat_csv, wechat_row

# Without the django_db mark any query would fail these tests: the command needs no database.


@pytest.fixture
def bill(tmp_path):
    path = tmp_path / "bill.csv"
    rows = [
        alipay_row("2025-03-09 08:00:00", direction="不计收支", status="退款成功", amount="8.50", note="退款-午餐"),
        alipay_row(),
        alipay_row(amount="?"),
    ]
    path.write_bytes(alipay_csv(*rows))
    return path


def output(capsys, *args, status=0):
    if status:
        with pytest.raises(SystemExit) as ended:
            call_command("read_bill", *map(str, args))
        assert ended.value.code == status
    else:
        call_command("read_bill", *map(str, args))
    return capsys.readouterr().out


def test_read_bill_json_prints_records_totals_counts_and_rejected(bill, capsys):
    found = json.loads(output(capsys, bill, "--json"))
    assert list(found) == ["file", "format", "records", "totals", "counts", "rejected"]
    assert (found["file"], found["format"]) == ("bill.csv", "alipay-app-csv")
    assert found["records"][1] == {
        "kind": "expense",
        "date": "2025-03-08",
        "time": "12:30:15",
        "amount_minor": 2850,
        "currency": "CNY",
        "account": "余额宝",
        "counter_account": "",
        "counterparty": "巷口面馆",
        "category": "餐饮美食",
        "member": "",
        "project": "",
        "note": "午餐",
        "external_id": "2025030822001",
        "status": "交易成功",
        "line": 15,
    }
    # 28.50 spent, 8.50 given back: 20.00.
    assert found["totals"] == {
        "CNY": {
            "income_minor": 0,
            "expense_gross_minor": 2850,
            "refund_minor": 850,
            "expense_net_minor": 2000,
            "transfer_minor": 0,
            "neutral_minor": 0,
        }
    }
    assert found["counts"] == {
        "income": 0,
        "expense": 1,
        "refund": 1,
        "transfer": 0,
        "neutral": 0,
        "skip": 0,
        "adjust": 0,
    }
    assert [row["line"] for row in found["rejected"]] == [16]


def test_read_bill_json_of_several_files_prints_a_list_and_fails_if_one_does(bill, tmp_path, capsys):
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7")
    found = json.loads(output(capsys, bill, broken, "--json", status=1))
    assert [each["file"] for each in found] == ["bill.csv", "broken.pdf"]
    assert list(found[1]) == ["file", "error"]
    assert "PDF" in found[1]["error"]


def test_read_bill_json_of_an_unreadable_file_prints_its_error_and_fails(tmp_path, capsys):
    path = tmp_path / "missing.csv"
    found = json.loads(output(capsys, path, "--json", status=1))
    assert found["file"] == "missing.csv"
    assert found["error"]


def test_read_bill_json_of_a_bill_without_its_table_fails(tmp_path, capsys):
    path = tmp_path / "cut.csv"
    path.write_bytes(wechat_csv().split("交易时间".encode())[0])
    assert list(json.loads(output(capsys, path, "--json", status=1))) == ["file", "error"]


def test_read_bill_unlocks_with_the_password(tmp_path, capsys):
    path = tmp_path / "bill.zip"
    path.write_bytes(aes_zip({"微信.csv": wechat_csv(wechat_row())}, "314159"))
    assert "error" in json.loads(output(capsys, path, "--json", status=1))
    found = json.loads(output(capsys, path, "--json", "--password", "314159"))
    assert (found["file"], found["format"], found["counts"]["expense"]) == ("微信.csv", "wechat-csv", 1)


def test_read_bill_prints_a_table_for_people(bill, capsys):
    printed = output(capsys, bill)
    assert "巷口面馆" in printed
    assert "alipay-app-csv" in printed
    # The columns stand under each other although Chinese characters are twice as wide.
    assert "16:" in printed
