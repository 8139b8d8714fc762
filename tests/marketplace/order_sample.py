"""The order of local-orders.md §3.1, as the document gives it."""

from collections.abc import Mapping
from typing import Any

RECEIVER = {"name": "Тест Тестов", "phone": "+70000000000"}

ORDER: dict[str, Any] = {
    "id": 5000000000000001,
    "created_at": "2026-02-01T08:15:30.123456+00:00",
    "paid_at": "2026-02-01T08:16:02.000100+00:00",
    "updated_at": "2026-02-01T09:00:00.000000+00:00",
    "status": "InProgress",
    "payment_status": "Hold",
    "delivery_status": "Init",
    "antifraud_status": "Passed",
    "order_display_status": "WaitSendGoods",
    "delivery_address": "Россия, Учебная область, Пример, ул. Тестовая 1, 2, 000000",
    "delivery_info": {
        "country": "Россия",
        "region": "Учебная область",
        "city": "Пример",
        "street_house": "ул. Тестовая 1",
        "flat": "2",
        "index": "000000",
        "receiver": RECEIVER,
    },
    "buyer_country_code": "RU",
    "buyer_name": RECEIVER["name"],
    "buyer_phone": RECEIVER["phone"],
    "order_lines": [
        {
            "id": 5000000000000002,
            "item_id": "1005000000000001",
            "sku_id": "12000000000000011",
            "sku_code": "DEMO-001-RED",
            "name": "Учебный чайник",
            "img_url": "https://img.example.com/1.jpg",
            "item_price": 150000,
            "quantity": 1.0,
            "total_amount": 145000,
            "properties": ["Алый"],
            "properties_map": {"Цвет": "Алый"},
            "buyer_comment": None,
            "height": 22.0,
            "width": 20.0,
            "length": 25.0,
            "weight": 850.0,
            "issue_status": "NoDispute",
            "promotions": [
                {
                    "ae_promotion_id": 1,
                    "ae_activity_id": 2,
                    "code": None,
                    "promotion_type": "FlexiCoin",
                    "discount": 5000,
                    "discount_currency": "RUB",
                    "original_discount": 5000,
                    "original_discount_currency": "RUB",
                    "promotion_target": "Sale",
                    "budget_sponsor": "Seller",
                }
            ],
            "order_line_fees": None,
        }
    ],
    "total_amount": 165000,
    "seller_comment": None,
    "finish_reason": None,
    "fully_prepared": False,
    "cut_off_date": "2026-02-03T12:00:00+00:00",
    "cut_off_date_histories": [{"shift_number": 0, "cut_off_date": "2026-02-03T12:00:00+00:00"}],
    "shipping_deadline": "2026-02-05T23:59:59+07:00",
    "next_cut_off_date": "2026-02-04T19:00:00+07:00",
    "pre_split_postings": [
        {
            "id": 5000000000000003,
            "delivery_fee": 20000,
            "first_mile_type": "Dropoff",
            "logistic_method": "DEMO_METHOD",
            "posting_lines": [
                {
                    "id": 1,
                    "order_line_id": 5000000000000002,
                    "item_id": "1005000000000001",
                    "sku_id": "12000000000000011",
                    "sku_code": "DEMO-001-RED",
                    "quantity": 1.0,
                    "name": "Учебный чайник",
                    "item_price": 150000,
                    "properties": ["Алый"],
                }
            ],
        }
    ],
    "logistic_orders": [],
    "commission": {"platform_fee": 11600, "affiliate_fee": 0, "estimate_revenue": 133400},
}


def page(*orders: Mapping[str, object]) -> dict[str, Any]:
    return {"data": {"total_count": len(orders), "orders": list(orders)}, "error": None}
